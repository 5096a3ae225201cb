-- claim_attempt: how it went with a slot.
--
-- Room: availability
create type app.claim_attempt as (claim app.slot_claims, refusal text, reason text);

comment on type app.claim_attempt is 'The claim that was made or wanted; refusal: why it was not made, a word of the register, or null; reason: a sentence for people.';
