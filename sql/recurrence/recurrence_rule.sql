-- recurrence_rule: an RRULE (RFC 5545, 3.3.10) as a value, checked part by part.
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create type app.recurrence_rule as (
  frequency text, every integer, occurrences integer, until_local timestamp, until_at timestamptz,
  weekdays integer[], ordinals integer[], month_days integer[], positions integer[], week_starts_on integer
);

comment on type app.recurrence_rule is
  'frequency: DAILY, WEEKLY or MONTHLY; every: its interval; occurrences: COUNT; until_local or until_at: UNTIL, inclusive, as wall time or instant;'
  ' weekdays with their ordinals (0: every such day): BYDAY in ISO 8601 numbers; month_days: BYMONTHDAY; positions: BYSETPOS; week_starts_on: WKST.';

create function app.fail_recurrence(p_sentence text, p_hint text default 'Correct the recurrence and send the request again.')
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform app.fail('invalid_argument', p_sentence, p_hint);
end;
$$;

comment on function app.fail_recurrence(text, text) is 'Raises PT400 invalid_argument about a recurrence.';

create function app.weekday_number(p_name text)
returns integer
language sql
immutable
security invoker
return array_position(array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], p_name);

comment on function app.weekday_number(text) is 'ISO 8601 number of MO, TU, WE, TH, FR, SA, SU; null for anything else.';

create function app.recurrence_rule(p_rule text)
returns app.recurrence_rule
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_rule app.recurrence_rule := row(null, 1, null, null, null, '{}', '{}', '{}', '{}', 1)::app.recurrence_rule;
  v_seen text[] := '{}';
  v_part text;
  v_name text;
  v_value text;
begin
  foreach v_part in array string_to_array(p_rule, ';') loop
    v_name := split_part(v_part, '=', 1);
    v_value := substr(v_part, length(v_name) + 2);
    if v_name = any (v_seen) then
      perform app.fail_recurrence(format('%s stands twice in the recurrence.', v_name));
    end if;
    v_seen := v_seen || v_name;
    if v_name = 'FREQ' and v_value in ('DAILY', 'WEEKLY', 'MONTHLY') then
      v_rule.frequency := v_value;
    elsif v_name = 'INTERVAL' and v_value ~ '^[1-9]\d{0,2}$' then
      v_rule.every := v_value;
    elsif v_name = 'COUNT' and v_value ~ '^[1-9]\d{0,5}$' then
      v_rule.occurrences := v_value;
    elsif v_name = 'UNTIL' and v_value ~ '^\d{8}(T\d{6}Z?)?$' then
      if v_value like '%Z' then
        v_rule.until_at := app.calendar_time(left(v_value, 15)) at time zone 'UTC';
      else
        -- A date alone means all of it.
        v_rule.until_local := app.calendar_time(case when length(v_value) = 8 then v_value || 'T235959' else v_value end);
      end if;
    elsif v_name = 'BYDAY' and v_value ~ '^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*$' then
      select array_agg(app.weekday_number(right(d, 2)) order by n), array_agg(coalesce(nullif(left(d, -2), '')::integer, 0) order by n)
      into v_rule.weekdays, v_rule.ordinals
      from unnest(string_to_array(v_value, ',')) with ordinality as day (d, n);
    elsif v_name = 'BYMONTHDAY' and v_value ~ '^[+-]?([1-9]|[12]\d|3[01])(,[+-]?([1-9]|[12]\d|3[01]))*$' then
      v_rule.month_days := string_to_array(v_value, ',')::integer[];
    elsif v_name = 'BYSETPOS' and v_value ~ '^[+-]?([1-9]|[12]\d|3[01])(,[+-]?([1-9]|[12]\d|3[01]))*$' then
      v_rule.positions := string_to_array(v_value, ',')::integer[];
    elsif v_name = 'WKST' and app.weekday_number(v_value) is not null then
      v_rule.week_starts_on := app.weekday_number(v_value);
    else
      perform app.fail_recurrence(
        format('“%s” is not understood in a recurrence.', left(v_part, 80)),
        'Use FREQ (DAILY, WEEKLY, MONTHLY), INTERVAL, COUNT or UNTIL, BYDAY, BYMONTHDAY, BYSETPOS and WKST as RFC 5545 writes them.'
      );
    end if;
  end loop;
  perform app.check_recurrence_rule(v_rule);
  return v_rule;
end;
$$;

comment on function app.recurrence_rule(text) is 'The rule behind an RRULE''s value in upper case, such as FREQ=WEEKLY;BYDAY=TU;COUNT=10.  Raises PT400 invalid_argument.';
