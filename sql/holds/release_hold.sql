-- release_hold: give a slot back at once.
--
-- Room:   holds
-- Caller: whoever knows the key
-- Reads:  app.holds, app.slot_claims
-- Writes: app.audit_log, app.idempotency_keys, app.series_holds, app.slot_claims
-- Locks:  the idempotency key, the series of holds, then its claims
-- Raises: PT400 invalid_argument, PT422 idempotency_mismatch
create function private.release_hold(p_hold_key text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_hold_key);
  v_answer jsonb := app.recall_answer('release_hold', p_key, v_arguments);
  v_series_key text;
  v_released boolean;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- The key authorises.  Releasing twice is no error; a confirmed hold is a booking, and stays.
  v_series_key := (select h.series_key from app.holds as h where h.hold_key = p_hold_key);
  perform app.lock_series_hold(coalesce(v_series_key, p_hold_key));
  v_released := app.release_claims(p_hold_key) > 0;
  if v_released and v_series_key is not null then
    perform app.leave_series(v_series_key);
  end if;
  -- Anybody may ask with keys made up, as often as they like: nothing is written for a call that released nothing.
  return app.remember_answer('release_hold', case when v_released then p_key end, v_arguments, jsonb_build_object('released', v_released));
end;
$$;

comment on function private.release_hold(text, text) is 'Definer: holds are no role''s to write; knowing the key authorises.';
grant execute on function private.release_hold(text, text) to anon, authenticated;

create function api.release_hold(hold_key text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.release_hold(release_hold.hold_key, release_hold.idempotency_key);
$$;

comment on function api.release_hold(text, text) is
  'Ends a hold, all holds of a series, or one of them.  Returns {released}: false when there was none to end.  Safe to repeat.';
grant execute on function api.release_hold(text, text) to anon, authenticated;
