-- series_change: how the times of a series are to change, and where that takes each.
--
-- Room:   series
-- Raises: PT400 invalid_argument
create type app.series_change as (shift interval, weekday integer, starts_local time);

comment on type app.series_change is
  'shift: of the wall time, alone; or weekday (ISO 8601: 1 is Monday), within the week in which each one is, and starts_local, the new time of day, either or both.';

create function app.check_series_change(p_change app.series_change, p_mode text)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_wrong text := case
    when p_mode is null or p_mode not in ('all_or_nothing', 'available_only', 'propose') then 'mode must be all_or_nothing, available_only or propose.'
    when p_change.shift is null and p_change.weekday is null and p_change.starts_local is null then 'Nothing says how the series is to change.'
    when p_change.shift is not null and (p_change.weekday is not null or p_change.starts_local is not null)
      then 'A series is shifted, or given another weekday or time, not both at once.'
    when extract(year from p_change.shift) <> 0 or extract(month from p_change.shift) <> 0 then 'A shift by months is not the same for every date.'
    when extract(second from p_change.shift) <> 0 or extract(second from p_change.starts_local) <> 0 then 'Appointments begin at whole minutes.'
    when p_change.shift not between interval '-366 days' and interval '366 days' then 'A shift is of a year at most.'
    when p_change.shift = interval '0' then 'A shift by nothing changes nothing.'
    when p_change.weekday not between 1 and 7 then 'weekday must be 1 (Monday) to 7 (Sunday).'
    when p_change.starts_local = time '24:00' then 'The time 24:00 is 00:00 of the next day.'
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Send shift, such as “1 day” or “-30 minutes”, or weekday (1 to 7) and starts_local (such as 14:30).');
  end if;
end;
$$;

comment on function app.check_series_change(app.series_change, text) is 'Raises PT400 invalid_argument with what is wrong.';

create function app.changed_start(p_booking app.bookings, p_series app.booking_series, p_change app.series_change)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  -- The rule's own wall time, unless this one was moved by itself: where the clocks skip 02:30 it takes place at 03:30, yet the rule says 02:30.
  v_local timestamp := case
    when app.local_instant(p_booking.recurrence_id, p_series.time_zone) = p_booking.starts_at then p_booking.recurrence_id
    else p_booking.starts_at at time zone p_series.time_zone
  end;
begin
  return app.local_instant(
    case
      when p_change.shift is not null then v_local + p_change.shift
      else v_local::date + coalesce(p_change.weekday - extract(isodow from v_local)::integer, 0) + coalesce(p_change.starts_local, v_local::time)
    end,
    p_series.time_zone
  );
end;
$$;

comment on function app.changed_start(app.bookings, app.booking_series, app.series_change) is
  'When the booking begins after the change: reckoned in wall time of the series'' zone, so that it stays right across changes of the clocks (TS-12).';
