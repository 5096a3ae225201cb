-- live_hold: the hold behind a key, locked, or the reason why there is none.
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Raises: PT404 not_found, PT409 hold_conflict, PT410 hold_expired
create function app.live_hold(p_hold_key text, out hold app.holds, out claim app.slot_claims)
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if p_hold_key is null or p_hold_key !~ '^[0-9a-f]{64}$' then
    perform app.fail('not_found', 'This is not the key of a hold.', 'Use the hold_key that request_hold returned.');
  end if;
  select h.* into hold from app.holds as h where h.hold_key = p_hold_key;
  select c.* into claim from app.slot_claims as c where (c.claim_id, c.organization_id) = (hold.claim_id, hold.organization_id) for update;

  if claim.kind = 'booking' then
    perform app.fail('hold_conflict', 'This hold was already confirmed.', 'Look for the confirmation in the mail; nothing more is to be done.');
  end if;
  if claim.claim_id is null or claim.expires_at <= app.now() then
    perform app.fail('hold_expired', 'The time is no longer held: the hold lapsed or was released.', 'Choose a time again; what you typed is not lost.');
  end if;
end;
$$;

comment on function app.live_hold(text) is
  'The hold and its claim, the claim locked.  An unknown key of the right form is answered like a lapsed one.';
