-- confirm_hold: a hold becomes a booking, or moves the one it was made for.
--
-- Room:   holds
-- Caller: whoever knows the key
-- Reads:  app.holds, app.series_holds, app.slot_claims, app.bookings
-- Writes: app.slot_claims, app.series_holds, app.booking_series, app.bookings, app.clients, app.audit_log, app.outbox_events, app.idempotency_keys
-- Locks:  the idempotency key, the practitioner (to move), the series of holds, its claims, the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 client_busy, PT409 illegal_transition, PT409 hold_conflict,
--         PT410 hold_expired, PT422 onboarding_required, PT422 consent_required, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.confirm_hold(p_hold_key text, p_client jsonb, p_note text, p_overrides jsonb, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_hold_key, p_client, p_note, p_overrides);
  v_answer jsonb := app.recall_answer('confirm_hold', p_key, v_arguments);
  v_hold app.holds;
  v_series app.series_holds;
  v_lapsed integer;
  v_when text;
  v_hint text;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- The key authorises.
  select h.* into v_hold from app.holds as h where h.hold_key = p_hold_key;
  if not found then
    select s.* into v_series from app.series_holds as s where s.hold_key = p_hold_key for update;
  end if;
  -- What cannot succeed is released: somebody else may have the time at once (TS-9).  Refusals below are returned, not raised, so that the release stays.
  if v_series.hold_key is not null then
    v_lapsed := app.lapsed_of_series(v_series);
    if v_lapsed > 0 then
      perform app.release_claims(p_hold_key);
      return app.fail_with_status(
        'hold_expired', format('%s of these %s times are no longer held, so none was booked.', v_lapsed, v_series.held),
        'Choose the times again; what you typed is not lost.'
      );
    end if;
  end if;
  begin
    if v_series.hold_key is not null then
      v_answer := app.series_answer(app.confirm_series(v_series, p_client, p_note, p_overrides));
    elsif v_hold.moves_booking_id is not null then
      v_answer := app.booking_answer(private.confirm_move(v_hold));
    else
      v_answer := app.booking_answer(app.confirm_new(v_hold, p_client, p_note, p_overrides));
    end if;
  exception when exclusion_violation then
    get stacked diagnostics v_when = pg_exception_detail, v_hint = pg_exception_hint;
    if v_series.hold_key is null then
      v_hint := app.hint_of_busy_client(v_hold, p_client)::text;
    end if;
    perform app.leave_series(v_hold.series_key);
    perform app.release_claims(p_hold_key);
    return app.fail_with_status(
      'client_busy', format('You already have another booking %s.', case when v_series.hold_key is null then 'at this time' else 'on ' || v_when end), v_hint
    );
  end;
  return app.remember_answer('confirm_hold', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.confirm_hold(text, jsonb, text, jsonb, text) is 'Definer: bookings are no role''s to write; knowing the key authorises.';
grant execute on function private.confirm_hold(text, jsonb, text, jsonb, text) to anon, authenticated;

create function api.confirm_hold(
  hold_key text, client jsonb default null, note text default null, overrides jsonb default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.confirm_hold(
    confirm_hold.hold_key, confirm_hold.client, confirm_hold.note, confirm_hold.overrides, confirm_hold.idempotency_key
  );
$$;

comment on function api.confirm_hold(text, jsonb, text, jsonb, text) is
  'Books the held slot for client {name, email, phone, consent, time_zone, locale}; confirming a live hold succeeds unless the client is elsewhere then.'
  '  The key of a series books all of it, or nothing.  A hold with a booking_id moves that booking and needs no client.  A mistake in the details keeps the hold.'
  '  Returns {booking_id, reference, status, starts_at, ends_at, series_id, bookings[]}.';
grant execute on function api.confirm_hold(text, jsonb, text, jsonb, text) to anon, authenticated;
