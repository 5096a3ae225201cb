-- close_day: no work on these days, in one call.
--
-- Room:   hours
-- Caller: the practitioner or an admin
-- Reads:  app.practitioners
-- Writes: app.audit_log, app.availability_exceptions, app.availability_rules, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events,
--         app.practitioners, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the bookings
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 rule_in_use, PT422 idempotency_mismatch
create function private.close_day(p_practitioner_id uuid, p_from_date date, p_to_date date, p_stranded text, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_practitioner_id, p_from_date, p_to_date, p_stranded, p_reason);
  v_answer jsonb;
  -- private.change_availability authorises.
  v_zone text := (select p.time_zone from app.practitioners as p where p.practitioner_id = p_practitioner_id);
  v_to_date date := coalesce(p_to_date, p_from_date);
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('close_day', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  if (p_from_date between date '2000-01-01' and date '2126-01-01' and v_to_date between p_from_date and p_from_date + 366) is not true then
    perform app.fail('invalid_argument', 'Name the days to close: from_date, and to_date up to a year later.', 'Correct the dates and try again.');
  end if;
  return app.remember_answer('close_day', p_key, v_arguments, private.change_availability(
    p_practitioner_id,
    jsonb_build_array(jsonb_build_object(
      'change', 'add_exception', 'kind', 'time_off', 'reason', coalesce(p_reason, ''),
      'starts_at', app.local_instant(p_from_date, v_zone), 'ends_at', app.local_instant(v_to_date + 1, v_zone)
    )),
    p_stranded, p_reason, null
  ));
end;
$$;

comment on function private.close_day(uuid, date, date, text, text, text) is
  'Definer: which zone the days are of is asked past the policies; private.change_availability authorises.';
grant execute on function private.close_day(uuid, date, date, text, text, text) to authenticated;

create function api.close_day(
  practitioner_id uuid, from_date date, to_date date default null, stranded text default 'refuse', reason text default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.close_day(
    close_day.practitioner_id, close_day.from_date, close_day.to_date, close_day.stranded, close_day.reason, close_day.idempotency_key
  );
$$;

comment on function api.close_day(uuid, date, date, text, text, text) is
  'Takes time off from from_date to to_date inclusive (default: one day), as days of the practitioner''s zone.  stranded, reason and the answer are as of'
  ' change_availability.';
grant execute on function api.close_day(uuid, date, date, text, text, text) to authenticated;
