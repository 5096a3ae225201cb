-- count_made: how many bookings were made on some days.
--
-- Room:   insights
-- Reads:  app.bookings, app.clients, app.organizations
-- Writes: app.daily_figures
create function app.count_made(p_days app.practitioner_day[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.daily_figures as f (practitioner_id, organization_id, day, made, made_online)
  select d.practitioner_id, d.organization_id, d.day, b.made, b.made_online
  from (select distinct x.practitioner_id, x.organization_id, x.day from unnest(p_days) as x) as d
  join app.organizations as o on o.organization_id = d.organization_id
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (d.practitioner_id, d.organization_id)
  cross join lateral app.day_span(d.day, o.time_zone) as s (span)
  cross join lateral (
    select
      count(*) as made,
      count(distinct coalesce(b.series_id, b.booking_id)) filter (where b.created_by like 'client:%' or b.created_by = 'user:' || c.user_id) as made_online
    from app.bookings as b
    join app.clients as c on (c.client_id, c.organization_id) = (b.client_id, b.organization_id)
    -- Changed since then, as whatever was made then was: an index knows these, and for yesterday and today they are few.
    -- Without the organization, whose own index would be thought worth a look: it has all of its bookings.
    where b.practitioner_id = d.practitioner_id
      and b.updated_at >= lower(s.span) and b.created_at >= lower(s.span) and b.created_at < upper(s.span)
  ) as b
  where not isempty(s.span)
  on conflict (organization_id, day, practitioner_id) do update set made = excluded.made, made_online = excluded.made_online;
$$;

comment on function app.count_made(app.practitioner_day[]) is 'By when bookings were made.  Counted anew, so that twice is the same.';
