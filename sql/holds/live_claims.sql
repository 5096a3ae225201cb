-- live_claims: the claims behind a key, locked, or the reason why there are none.
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Raises: PT409 hold_conflict, PT410 hold_expired
create function app.fail_hold(p_hold_key text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if exists (
    select from app.holds as h
    join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
    where p_hold_key in (h.hold_key, h.series_key) and c.kind = 'booking'
  ) then
    perform app.fail('hold_conflict', 'This hold was already confirmed.', 'Look for the confirmation in the mail; nothing more is to be done.');
  end if;
  perform app.fail('hold_expired', 'The time is no longer held: the hold lapsed or was released.', 'Choose a time again; what you typed is not lost.');
end;
$$;

comment on function app.fail_hold(text) is 'Says why the hold or series of holds behind a key is not live.  An unknown key is answered like a lapsed one.';

create function app.live_claims(p_hold_key text)
returns bigint[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim_ids bigint[] := array(
    select c.claim_id
    from app.holds as h
    join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
    where p_hold_key in (h.hold_key, h.series_key) and c.kind = 'hold' and c.expires_at > app.now()
    -- In one order, so that two who extend, confirm or release the same series wait for each other.
    order by c.claim_id
    for update of c
  );
begin
  if v_claim_ids = '{}' then
    perform app.fail_hold(p_hold_key);
  end if;
  return v_claim_ids;
end;
$$;

comment on function app.live_claims(text) is 'Ids of the claims that a hold, or all holds of a series, still have; locked.  Raises PT409 hold_conflict, PT410'
  ' hold_expired when there are none.';
