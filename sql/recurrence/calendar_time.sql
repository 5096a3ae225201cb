-- calendar_time: dates and times as iCalendar writes them (RFC 5545, 3.3.5).
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create function app.calendar_time(p_value text)
returns timestamp
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return make_timestamp(
    substr(p_value, 1, 4)::integer, substr(p_value, 5, 2)::integer, substr(p_value, 7, 2)::integer,
    substr(p_value, 10, 2)::integer, substr(p_value, 12, 2)::integer, substr(p_value, 14, 2)::integer
  );
exception when datetime_field_overflow then
  perform app.fail('invalid_argument', format('“%s” is no time that exists.', p_value), 'Write it as 20271231T170000.');
  return null;
end;
$$;

comment on function app.calendar_time(text) is 'The time of 20271231T170000.  Raises PT400 invalid_argument where there is no such day or time.';

create function app.listed_instants(p_line text, p_time_zone text)
returns timestamptz[]
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_zone text := coalesce(substring(p_line from '^[A-Z]+;TZID=([^:;]+):'), p_time_zone);
  v_values text := substring(p_line from ':([0-9TZ,]+)$');
begin
  -- The zone is compared as it stands in the table: lines come in upper case.
  v_zone := coalesce((select z.name from app.time_zones as z where upper(z.name) = upper(v_zone)), v_zone);
  if v_values is null or v_values !~ '^\d{8}T\d{6}Z?(,\d{8}T\d{6}Z?)*$' or not app.is_time_zone(v_zone) then
    perform app.fail_recurrence(
      format('“%s” is not understood in a recurrence.', left(p_line, 80)), 'Write dates as EXDATE;TZID=America/Toronto:20271231T170000 or as EXDATE:20271231T220000Z.'
    );
  end if;
  return (
    select array_agg(case when v like '%Z' then app.calendar_time(left(v, 15)) at time zone 'UTC' else app.local_instant(app.calendar_time(v), v_zone) end)
    from unnest(string_to_array(v_values, ',')) as v
  );
end;
$$;

comment on function app.listed_instants(text, text) is 'The instants of an EXDATE or RDATE line; times without a zone are those of p_time_zone.';
