-- availability_windows: weekly hours and extra hours as instants.
--
-- Room:  availability
-- Reads: app.availability_rules, app.availability_exceptions
create function app.availability_windows(p_practitioner_id uuid, p_zone text, p_from date, p_to date)
returns table (opens tstzrange, capacity integer)
language sql
stable
security invoker
begin atomic
  select tstzrange(span.starts_at, greatest(span.starts_at, span.ends_at)), span.capacity
  from (
    select
      app.local_instant(day.date + r.starts_local, p_zone) as starts_at,
      app.local_instant(day.date + r.ends_local, p_zone) as ends_at,
      r.capacity
    from (select p_from + n as date from generate_series(0, p_to - p_from) as n) as day
    join app.availability_rules as r
      on r.practitioner_id = p_practitioner_id
      and r.weekday = extract(isodow from day.date)
      and day.date >= coalesce(r.valid_from, '-infinity')
      and day.date <= coalesce(r.valid_until, 'infinity')
    -- A fence: without it each use of a column below would work out its instant again.
    offset 0
  ) as span
  union all
  select tstzrange(e.starts_at, e.ends_at), e.capacity
  from app.availability_exceptions as e
  where e.practitioner_id = p_practitioner_id
    and e.kind = 'extra_hours'
    and tstzrange(e.starts_at, e.ends_at) && tstzrange(app.local_instant(p_from, p_zone), app.local_instant(p_to + 1, p_zone));
end;

comment on function app.availability_windows(uuid, text, date, date) is
  'The windows that open on the local days p_from to p_to, each with the greatest number of seats it allows (null: any).'
  '  Starts of slots are counted from the beginning of each window.  A window inside a daylight-saving gap is empty.';

create function app.rule_windows(p_rule app.availability_rules, p_span tstzrange, p_zone text)
returns setof tstzrange
language sql
stable
security invoker
set search_path = ''
as $$
  select tstzrange(span.starts_at, greatest(span.starts_at, span.ends_at))
  from (
    select app.local_instant(day.date + p_rule.starts_local, p_zone) as starts_at, app.local_instant(day.date + p_rule.ends_local, p_zone) as ends_at
    from (
      select (lower(p_span) at time zone p_zone)::date + n as date
      from generate_series(-1, (upper(p_span) at time zone p_zone)::date - (lower(p_span) at time zone p_zone)::date) as n
    ) as day
    where p_rule.weekday = extract(isodow from day.date) and day.date between coalesce(p_rule.valid_from, '-infinity') and coalesce(p_rule.valid_until, 'infinity')
  ) as span;
$$;

comment on function app.rule_windows(app.availability_rules, tstzrange, text) is 'The windows that one rule opens on the local days of p_span, and the day before.';
