-- figures_amiss: the days' figures held against the bookings, minute by minute.
--
-- Room:  insights
-- Reads: app.availability_exceptions, app.availability_rules, app.bookings, app.clients, app.daily_figures, app.organizations, app.past_hours, app.practitioners,
--        app.reviews
create function app.figures_amiss(p_organization_id uuid, p_from date, p_to date)
returns table (practitioner_id uuid, day date, kept jsonb, truth jsonb)
language sql
stable
security invoker
set search_path = ''
as $$
  with zone as (
    select o.time_zone from app.organizations as o where o.organization_id = p_organization_id
  ), minutes as (
    select i.at, (i.at at time zone z.time_zone)::date as day
    from zone as z, generate_series(p_from::timestamp at time zone z.time_zone, (p_to + 1)::timestamp at time zone z.time_zone, interval '1 minute') as i (at)
  ), weekly as materialized (
    select r.practitioner_id, w.opens
    from app.availability_rules as r
    join app.practitioners as p on p.practitioner_id = r.practitioner_id
    cross join lateral app.rule_windows(r, tstzrange((p_from - 1)::timestamp at time zone 'UTC', (p_to + 2)::timestamp at time zone 'UTC'), p.time_zone) as w (opens)
    where r.organization_id = p_organization_id
  ), counted as (
    select c.practitioner_id, c.day, c.figure, count(*) as amount
    from (
      select b.practitioner_id, (b.created_at at time zone z.time_zone)::date, 'made'
      from app.bookings as b, zone as z where b.organization_id = p_organization_id
      union all
      (select distinct on (coalesce(b.series_id, b.booking_id), (b.created_at at time zone z.time_zone)::date)
        b.practitioner_id, (b.created_at at time zone z.time_zone)::date, 'made_online'
      from zone as z, app.bookings as b join app.clients as c on (c.client_id, c.organization_id) = (b.client_id, b.organization_id)
      where b.organization_id = p_organization_id and (b.created_by ^@ 'client:' or b.created_by = 'user:' || c.user_id))
      union all
      select r.practitioner_id, (r.created_at at time zone z.time_zone)::date, f.figure
      from zone as z, app.reviews as r, lateral (values ('ratings', true), ('recommends', r.recommend is not null), ('detractors', r.recommend <= 6)) as f (figure, holds)
      where r.organization_id = p_organization_id and r.withdrawn_at is null and r.hidden_at is null and f.holds
      union all
      select b.practitioner_id, (b.starts_at at time zone z.time_zone)::date, f.figure
      from app.bookings as b, zone as z, lateral (values
        ('appointments', b.cancelled_at is null), ('completed', b.status = 'completed'), ('no_shows', b.status = 'no_show'),
        ('cancelled_by_client', b.cancelled_by = 'client'), ('cancelled_by_practice', b.cancelled_by = 'practitioner'), ('lapsed', b.cancelled_by = 'system'),
        ('cancelled_late', b.cancelled_by <> 'system' and b.starts_at - b.cancelled_at < interval '24 hours')
      ) as f (figure, holds)
      where b.organization_id = p_organization_id and f.holds
    ) as c (practitioner_id, day, figure)
    group by c.practitioner_id, c.day, c.figure
    union all
    select m.practitioner_id, m.day, f.figure, count(*)
    from (
      select p.practitioner_id, i.day,
        exists (
          select from app.bookings as b where b.practitioner_id = p.practitioner_id and b.status <> 'cancelled' and b.starts_at <= i.at and b.ends_at > i.at
        ) as booked,
        (
          exists (select from app.availability_exceptions as e where e.practitioner_id = p.practitioner_id and e.kind = 'extra_hours' and e.starts_at <= i.at and e.ends_at > i.at)
          or coalesce(
            (
              select bool_or(h.hours @> i.at) from app.past_hours as h
              where h.practitioner_id = p.practitioner_id and h.day between i.day - 1 and i.day + 1 having bool_or(h.day = i.day)
            ),
            exists (select from weekly as w where w.practitioner_id = p.practitioner_id and w.opens @> i.at)
          )
        ) and not exists (
          select from app.availability_exceptions as e where e.practitioner_id = p.practitioner_id and e.kind = 'time_off' and e.starts_at <= i.at and e.ends_at > i.at
        ) as open
      from minutes as i, app.practitioners as p
      where p.organization_id = p_organization_id
    ) as m, lateral (values ('booked_minutes', m.booked), ('offered_minutes', m.booked or m.open)) as f (figure, holds)
    where f.holds
    group by m.practitioner_id, m.day, f.figure
  ), truth as (
    select c.practitioner_id, c.day, jsonb_object_agg(c.figure, c.amount) as figures from counted as c where c.day between p_from and p_to group by c.practitioner_id, c.day
  ), kept as (
    select f.practitioner_id, f.day, (
      select coalesce(jsonb_object_agg(e.key, e.value), '{}')
      from jsonb_each(to_jsonb(f) - '{organization_id, practitioner_id, day, held, shown, opened, visited, chosen, rating_sum, promoters}'::text[]) as e where e.value <> '0'
    ) as figures
    from app.daily_figures as f where f.organization_id = p_organization_id and f.day between p_from and p_to
  )
  select coalesce(t.practitioner_id, k.practitioner_id), coalesce(t.day, k.day), k.figures, t.figures
  from truth as t full join kept as k on (k.practitioner_id, k.day) = (t.practitioner_id, t.day)
  where coalesce(k.figures, '{}') <> coalesce(t.figures, '{}');
$$;

comment on function app.figures_amiss(uuid, date, date) is
  'Empty, or what refresh_figures has wrong (or has not heard of yet).  Works each minute out by itself, slowly and on purpose in another way; for tests, and for whoever'
  ' doubts: of days up to today, since the practitioner has been here.';
