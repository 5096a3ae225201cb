-- reschedule_series: what is to come of a series, to other times; wall time is kept across changes of the clocks (TS-12).
--
-- Room:   series
-- Caller: the practitioner, an admin, or the signed-in client
-- Reads:  app.booking_series, app.bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.resource_claims, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the bookings
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT409 slot_taken, PT409 slot_full,
--         PT409 client_busy, PT422 too_late_to_change, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 idempotency_mismatch
create function private.reschedule_series(p_series_id uuid, p_from_date date, p_change app.series_change, p_mode text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_series_id, p_from_date, p_change, p_mode);
  v_answer jsonb;
  v_found record;
  v_offering app.offering;
  v_moves app.series_move[];
  v_done app.moved_series;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('reschedule_series', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.check_series_change(p_change, p_mode);
  v_found := private.series_to_change(p_series_id, p_from_date);
  v_moves := array(
    select row(b, app.changed_start(b, v_found.series, p_change))::app.series_move
    from app.bookings_to_change(v_found.series, v_found.party, p_from_date) as b
  );
  if v_moves = '{}' then
    perform app.fail('illegal_transition', 'This series has no appointments to come that could be moved.', 'Reload the series to see its present state.');
  end if;
  v_offering := app.offering_of_booking((v_moves[1]).booking, v_found.party);
  begin
    v_done := app.move_series(v_moves, v_found.party);
    v_done.refused := app.with_alternatives(v_done.refused, v_offering);
    v_answer := app.series_change_answer(v_found.series, v_done.moved, v_done.refused);
    if p_mode = 'propose' then
      raise sqlstate 'BF001' using message = 'What was only tried is undone.';
    end if;
  exception when sqlstate 'BF001' then
    v_answer := v_answer || jsonb_build_object('bookings', '[]'::jsonb, 'proposed', v_answer -> 'bookings');
  end;
  if v_done.refused <> '[]' and (p_mode = 'all_or_nothing' or p_mode = 'available_only' and v_done.moved = '{}') then
    perform app.fail_conflicts(v_done.refused, cardinality(v_moves), '%s of the %s appointments cannot be moved; none was.');
  end if;
  return app.remember_answer('reschedule_series', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.reschedule_series(uuid, date, app.series_change, text, text) is
  'Definer: bookings are no role''s to write; private.series_to_change authorises.';
grant execute on function private.reschedule_series(uuid, date, app.series_change, text, text) to authenticated;

create function api.reschedule_series(
  series_id uuid, from_date date default null, shift interval default null, weekday integer default null, starts_local time default null,
  mode text default 'all_or_nothing', idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.reschedule_series(
    reschedule_series.series_id, reschedule_series.from_date,
    row(reschedule_series.shift, reschedule_series.weekday, reschedule_series.starts_local)::app.series_change,
    reschedule_series.mode, reschedule_series.idempotency_key
  );
$$;

comment on function api.reschedule_series(uuid, date, interval, integer, time, text, text) is
  'Moves the bookings of the series to come, from from_date on (default: all), by shift, or to another weekday (1 Monday to 7 Sunday, in the week of each) and'
  ' time of day, as wall time of the series.  mode: all_or_nothing names every conflict, available_only moves the rest, propose moves nothing and lists.'
  '  Returns {series_id, bookings[], refused[{booking_id, present_starts_at, starts_at, reason, detail, alternatives}]}, and proposed[] for propose.';
grant execute on function api.reschedule_series(uuid, date, interval, integer, time, text, text) to authenticated;
