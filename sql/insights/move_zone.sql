-- move_zone: an organization's days are other days than before.
--
-- Room:   insights
-- Reads:  app.bookings, app.clients, app.organizations, app.reviews
-- Writes: app.daily_figures, app.figure_feed
create function app.move_zone(p_organization_id uuid)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.daily_figures as f
  set (made, made_online, appointments, completed, no_shows, cancelled_by_client, cancelled_by_practice, cancelled_late, lapsed, booked_minutes, offered_minutes,
    ratings, rating_sum, recommends, promoters, detractors) = row (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  where f.organization_id = p_organization_id;

  -- In one go: by practitioner and day each would be looked for among all that was changed since.
  insert into app.daily_figures as f (practitioner_id, organization_id, day, made, made_online)
  select
    b.practitioner_id, b.organization_id, (b.created_at at time zone o.time_zone)::date, count(*),
    count(distinct coalesce(b.series_id, b.booking_id)) filter (where b.created_by like 'client:%' or b.created_by = 'user:' || c.user_id)
  from app.bookings as b
  join app.organizations as o on o.organization_id = b.organization_id
  join app.clients as c on (c.client_id, c.organization_id) = (b.client_id, b.organization_id)
  where b.organization_id = p_organization_id
  group by b.practitioner_id, b.organization_id, (b.created_at at time zone o.time_zone)::date
  on conflict (organization_id, day, practitioner_id) do update set made = excluded.made, made_online = excluded.made_online;

  -- The rest is worked out bit by bit, as if each day had changed.
  insert into app.figure_feed (organization_id, practitioner_id, word, at)
  select f.organization_id, f.practitioner_id, 'day', app.local_instant(f.day + time '12:00', o.time_zone)
  from app.daily_figures as f
  join app.organizations as o on o.organization_id = f.organization_id
  where f.organization_id = p_organization_id;
  insert into app.figure_feed (organization_id, practitioner_id, word, at)
  select distinct b.organization_id, b.practitioner_id, 'day', date_trunc('hour', i.at)
  from app.bookings as b
  cross join lateral (values (b.starts_at), (b.ends_at - interval '1 second')) as i (at)
  where b.organization_id = p_organization_id and b.starts_at < app.now() + interval '2 days'
  union all
  select distinct r.organization_id, r.practitioner_id, 'reviewed', date_trunc('hour', r.created_at) from app.reviews as r where r.organization_id = p_organization_id;
end;
$$;

comment on function app.move_zone(uuid) is 'After its time zone changed.  What was added up stays on the days on which it was counted.';
