-- check_slot_arguments: what a request for a hold must look like.
--
-- Room:   availability
-- Raises: PT400 invalid_argument
create function app.check_slot_arguments(
  p_starts_at timestamptz, p_recurrence text, p_occurrences timestamptz[], p_mode text, p_time_zone text, p_hold_seconds integer
)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_wrong text := case
    when p_starts_at is null and p_occurrences is null or not isfinite(p_starts_at) then 'starts_at is missing.'
    when p_starts_at not between timestamptz '2000-01-01 00:00+00' and timestamptz '2126-01-01 00:00+00' then 'starts_at is not a date of this century.'
    when extract(second from p_starts_at) <> 0 then 'starts_at must be a whole minute.'
    when p_mode in ('all_or_nothing', 'available_only', 'propose') is not true then 'mode must be all_or_nothing, available_only or propose.'
    when p_mode <> 'all_or_nothing' and p_recurrence is null and p_occurrences is null then 'A single time is all or nothing: mode is for series.'
    when p_time_zone is not null and not app.is_time_zone(p_time_zone) then format('“%s” is not an IANA time zone.', left(p_time_zone, 60))
    when coalesce(p_hold_seconds, 0) not between 30 and 900 then 'hold_seconds must be between 30 and 900.'
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct the request and send it again.');
  end if;
end;
$$;

comment on function app.check_slot_arguments(timestamptz, text, timestamptz[], text, text, integer) is 'Raises PT400 invalid_argument with what is wrong.';
grant execute on function app.check_slot_arguments(timestamptz, text, timestamptz[], text, text, integer) to anon, authenticated;

create function app.check_days(p_from_date date, p_to_date date)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if (p_from_date between date '2000-01-01' and date '2126-01-01' and p_to_date between p_from_date and p_from_date + 92) is not true then
    perform app.fail('invalid_argument', 'Slots are listed for 1 to 93 days: from_date must not be after to_date.', 'Ask for fewer days at once.');
  end if;
end;
$$;

comment on function app.check_days(date, date) is 'Raises PT400 invalid_argument unless the dates name 1 to 93 days of this century.';
