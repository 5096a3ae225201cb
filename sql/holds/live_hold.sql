-- live_hold: the hold behind a key, locked, or the reason why there is none.
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Raises: PT409 hold_conflict, PT410 hold_expired
create function app.fail_hold(p_hold app.holds)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if exists (
    select from app.slot_claims as c
    where (c.claim_id, c.organization_id) = (p_hold.claim_id, p_hold.organization_id) and c.kind = 'booking'
  ) then
    perform app.fail('hold_conflict', 'This hold was already confirmed.', 'Look for the confirmation in the mail; nothing more is to be done.');
  end if;
  perform app.fail('hold_expired', 'The time is no longer held: the hold lapsed or was released.', 'Choose a time again; what you typed is not lost.');
end;
$$;

comment on function app.fail_hold(app.holds) is 'Says why a hold, or the empty row for an unknown key, is not live.  An unknown key is answered like a lapsed one.';

create function app.live_hold(p_hold_key text)
returns app.holds
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_hold app.holds;
begin
  select h.* into v_hold from app.holds as h where h.hold_key = p_hold_key;
  perform from app.slot_claims as c
  where (c.claim_id, c.organization_id) = (v_hold.claim_id, v_hold.organization_id) and c.kind = 'hold' and c.expires_at > app.now()
  for update;
  if not found then
    perform app.fail_hold(v_hold);
  end if;
  return v_hold;
end;
$$;

comment on function app.live_hold(text) is 'The hold, its claim locked.';
