-- occurrences: when a recurrence takes place, wall time kept across changes of the clocks (TS-12).
--
-- Room:   recurrence
-- Raises: PT400 invalid_argument
create function app.check_first(p_first timestamp, p_times timestamp[])
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_times[1] is distinct from p_first then
    perform app.fail_recurrence('The first appointment does not fit the recurrence.', case
      when p_times[1] is null then 'Choose another recurrence: this one never takes place.'
      else format('The recurrence begins on %s.', to_char(p_times[1], 'YYYY-MM-DD "at" HH24:MI'))
    end);
  end if;
end;
$$;

comment on function app.check_first(timestamp, timestamp[]) is 'Raises PT400 invalid_argument unless the rule begins where the series does.';

create function app.occurrences(p_recurrence text, p_starts_at timestamptz, p_time_zone text)
returns table (recurrence_id timestamp, starts_at timestamptz)
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_lines record := app.recurrence_lines(p_recurrence);
  v_rule app.recurrence_rule := app.recurrence_rule(v_lines.rule);
  v_first timestamp := p_starts_at at time zone p_time_zone;
  v_times timestamp[] := array(
    select t from app.rule_times(v_rule, v_first) as t
    where (v_rule.until_local is null or t <= v_rule.until_local)
      and (v_rule.until_at is null or app.local_instant(t, p_time_zone) <= v_rule.until_at)
    order by t
    limit v_rule.occurrences
  );
  v_excluded timestamptz[] := array(select i from unnest(v_lines.excluded) as line cross join unnest(app.listed_instants(line, p_time_zone)) as i);
  v_added timestamptz[] := array(select i from unnest(v_lines.added) as line cross join unnest(app.listed_instants(line, p_time_zone)) as i);
  v_end timestamp := v_first + interval '2 years';
begin
  if cardinality(v_times) < v_rule.occurrences or v_rule.until_local::date > v_end::date or v_rule.until_at > v_end at time zone p_time_zone then
    perform app.check_first(v_first, v_times);
    perform app.fail_recurrence('A series lasts two years at most.', 'Book the first two years now, and the rest later.');
  end if;
  perform app.check_first(v_first, v_times);
  if cardinality(v_times) + cardinality(v_added) > 104 then
    perform app.fail_recurrence(format('This recurrence has %s appointments; a series has 104 at most.', cardinality(v_times) + cardinality(v_added)));
  end if;
  if exists (select from unnest(v_added) as i where i < p_starts_at or i > v_end at time zone p_time_zone or extract(second from i) <> 0) then
    perform app.fail_recurrence('Each RDATE must be a whole minute, within two years from the first appointment.');
  end if;
  return query
  select ruled.t, ruled.i
  from (
    -- The first is the one that was asked for, also where its wall time occurs twice.
    select t, case when t = v_first then p_starts_at else app.local_instant(t, p_time_zone) end as i from unnest(v_times) as t
    union all
    select distinct null::timestamp, i from unnest(v_added) as i
    where i not in (select app.local_instant(t, p_time_zone) from unnest(v_times) as t) and i <> p_starts_at
  ) as ruled
  where ruled.i <> all (v_excluded)
  order by ruled.i;
end;
$$;

comment on function app.occurrences(text, timestamptz, text) is
  'The occurrences of an RFC 5545 recurrence (a rule, with or without RRULE:, and lines EXDATE and RDATE) that begins at p_starts_at in p_time_zone, in order.'
  '  recurrence_id: the wall time of the rule''s instance, null for an RDATE.  At most 104, within two years.  Raises PT400 invalid_argument.';
