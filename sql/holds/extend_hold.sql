-- extend_hold: more time for the details (WCAG 2.2.1).
--
-- Room:   holds
-- Caller: whoever knows the key
-- Reads:  app.holds, app.series_holds, app.slot_claims
-- Writes: app.audit_log, app.holds, app.idempotency_keys, app.slot_claims
-- Locks:  the idempotency key, the series of holds, then its claims
-- Raises: PT409 hold_conflict, PT410 hold_expired, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.extend_hold(p_hold_key text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_hold_key);
  v_answer jsonb := app.recall_answer('extend_hold', p_key, v_arguments);
  v_series app.series_holds;
  v_claim_ids bigint[];
  v_extended integer;
  v_expires_at timestamptz;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_series := app.lock_series_hold(p_hold_key);
  v_claim_ids := app.live_claims(p_hold_key);
  if cardinality(v_claim_ids) < v_series.held then
    -- It cannot be confirmed any more: to hold on to the rest would only block others.
    perform app.fail('hold_expired', 'Some of these times are no longer held.', 'Choose the times again; what you typed is not lost.');
  end if;
  update app.holds as h set extensions = h.extensions + 1 where h.claim_id = any (v_claim_ids) and h.extensions < 10;
  get diagnostics v_extended = row_count;
  if v_extended < cardinality(v_claim_ids) then
    perform app.fail('too_many_requests', 'This hold was extended ten times already.', 'Confirm it before it lapses, or release it and choose again.');
  end if;
  with extended as (
    update app.slot_claims as c
    set expires_at = least(greatest(c.expires_at, app.now() + interval '300 seconds'), lower(c.slot))
    where c.claim_id = any (v_claim_ids)
    returning c.expires_at
  )
  select min(e.expires_at) into v_expires_at from extended as e;
  return app.remember_answer('extend_hold', p_key, v_arguments, jsonb_build_object('expires_at', v_expires_at));
end;
$$;

comment on function private.extend_hold(text, text) is 'Definer: holds are no role''s to write; knowing the key authorises.';
grant execute on function private.extend_hold(text, text) to anon, authenticated;

create function api.extend_hold(hold_key text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.extend_hold(extend_hold.hold_key, extend_hold.idempotency_key);
$$;

comment on function api.extend_hold(text, text) is
  'Holds the slot, or all slots of a series, for 300 more seconds from now, its start at the latest, up to ten times.  Returns {expires_at}.';
grant execute on function api.extend_hold(text, text) to anon, authenticated;
