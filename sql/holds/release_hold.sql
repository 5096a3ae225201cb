-- release_hold: give a slot back at once.
--
-- Room:   holds
-- Caller: whoever knows the key
-- Reads:  app.holds, app.slot_claims
-- Writes: app.slot_claims, app.audit_log
create function private.release_hold(p_hold_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  -- The key authorises.  Releasing twice is no error; a confirmed hold is a booking, and stays.
  delete from app.slot_claims as c
  using app.holds as h
  where h.hold_key = p_hold_key
    and (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
    and c.kind = 'hold';
  return jsonb_build_object('released', found);
end;
$$;

comment on function private.release_hold(text) is 'Definer: holds are no role''s to write; knowing the key authorises.';
grant execute on function private.release_hold(text) to anon, authenticated;

create function api.release_hold(hold_key text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.release_hold(release_hold.hold_key);
$$;

comment on function api.release_hold(text) is 'Ends a hold.  Returns {released}: false when there was none to end.  Safe to repeat.';
grant execute on function api.release_hold(text) to anon, authenticated;
