-- fail_taken: refuse a time that somebody else has, with a way on.
--
-- Room:   availability
-- Reads:  app.slot_claims
create function app.fail_taken(p_offering app.offering, p_attempt app.claim_attempt)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail_with_hint(p_attempt.refusal, p_attempt.reason, jsonb_build_object(
    'retry_after_seconds', app.retry_after_seconds(p_offering, p_attempt.claim),
    'alternatives', app.alternatives(p_offering, lower((p_attempt.claim).slot), array[(p_attempt.claim).occupant])
  ));
end;
$$;

comment on function app.fail_taken(app.offering, app.claim_attempt) is 'Raises slot_full or slot_taken, with when to try again and where else.';
