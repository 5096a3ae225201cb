-- work_out_days: the figures of some days, from the bookings and hours themselves.
--
-- Room:   insights
-- Reads:  app.bookings, app.clients, app.availability_exceptions, app.organizations, app.past_hours, app.practitioners
-- Writes: app.daily_figures
create type app.practitioner_day as (practitioner_id uuid, organization_id uuid, day date);

comment on type app.practitioner_day is 'One day of one practitioner, in the organization''s time zone.';

create function app.open_hours(p_practitioner app.practitioners, p_day date, p_span tstzrange)
returns tstzmultirange
language sql
stable
security invoker
set search_path = ''
as $$
  select (
    -- The days before and after: when the organization's zone changed, what was kept stands by other days.
    case when exists (
      select from app.past_hours as h where (h.practitioner_id, h.organization_id, h.day) = (p_practitioner.practitioner_id, p_practitioner.organization_id, p_day)
    ) then (
      select coalesce(range_agg(span), '{}') from app.past_hours as h cross join lateral unnest(h.hours) as span
      where (h.practitioner_id, h.organization_id) = (p_practitioner.practitioner_id, p_practitioner.organization_id) and h.day between p_day - 1 and p_day + 1
    ) else app.weekly_hours(p_practitioner.practitioner_id, p_span, p_practitioner.time_zone) end
    + coalesce(range_agg(tstzrange(e.starts_at, e.ends_at)) filter (where e.kind = 'extra_hours'), '{}')
    - coalesce(range_agg(tstzrange(e.starts_at, e.ends_at)) filter (where e.kind = 'time_off'), '{}')
  ) * tstzmultirange(p_span)
  from app.availability_exceptions as e
  where e.practitioner_id = p_practitioner.practitioner_id and tstzrange(e.starts_at, e.ends_at) && p_span;
$$;

comment on function app.open_hours(app.practitioners, date, tstzrange) is 'What was open on a day: the weekly hours as they were then (or are, where nobody kept them), extra hours, less time off.';

create function app.work_out_days(p_days app.practitioner_day[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.daily_figures as f (
    practitioner_id, organization_id, day,
    appointments, completed, no_shows, cancelled_by_client, cancelled_by_practice, cancelled_late, lapsed, booked_minutes, offered_minutes
  )
  select d.practitioner_id, d.organization_id, d.day, b.appointments, b.completed, b.no_shows, b.by_client, b.by_practice, b.late, b.lapsed,
    app.minutes_of(b.booked), app.minutes_of(b.booked + coalesce(app.open_hours(p, d.day, s.span), '{}'))
  from (select distinct x.practitioner_id, x.organization_id, x.day from unnest(p_days) as x) as d
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (d.practitioner_id, d.organization_id)
  join app.organizations as o on o.organization_id = d.organization_id
  cross join lateral app.day_span(d.day, o.time_zone) as s (span)
  cross join lateral (
    select
      count(*) filter (where own.day and b.status <> 'cancelled') as appointments,
      count(*) filter (where own.day and b.status = 'completed') as completed,
      count(*) filter (where own.day and b.status = 'no_show') as no_shows,
      count(*) filter (where own.day and b.cancelled_by = 'client') as by_client,
      count(*) filter (where own.day and b.cancelled_by = 'practitioner') as by_practice,
      count(*) filter (where own.day and b.cancelled_by in ('client', 'practitioner') and b.cancelled_at > b.starts_at - interval '24 hours') as late,
      count(*) filter (where own.day and b.cancelled_by = 'system') as lapsed,
      coalesce(range_agg(tstzrange(b.starts_at, b.ends_at)) filter (where b.status <> 'cancelled'), '{}') * tstzmultirange(s.span) as booked
    from app.bookings as b
    -- No booking is longer than a day.
    cross join lateral (select b.starts_at >= lower(s.span)) as own (day)
    where b.practitioner_id = d.practitioner_id
      and b.starts_at >= lower(s.span) - interval '1 day' and b.starts_at < upper(s.span)
  ) as b
  where not isempty(s.span)
  on conflict (organization_id, day, practitioner_id) do update
  set (appointments, completed, no_shows, cancelled_by_client, cancelled_by_practice, cancelled_late, lapsed, booked_minutes, offered_minutes) = row (
    excluded.appointments, excluded.completed, excluded.no_shows, excluded.cancelled_by_client, excluded.cancelled_by_practice, excluded.cancelled_late,
    excluded.lapsed, excluded.booked_minutes, excluded.offered_minutes
  );
$$;

comment on function app.work_out_days(app.practitioner_day[]) is 'By when appointments take place.  Nothing is added up: a day that is worked out twice is the same.';
