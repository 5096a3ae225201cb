-- feed_calendar: what a calendar shows of a practitioner's bookings.
--
-- Room:  calendars
-- Reads: app.bookings, app.organizations, app.practitioners, app.services, app.video_rooms
create function app.feed_events(p_practitioner app.practitioners, p_detail boolean)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  with sessions as (
    select
      -- The seats of a session are one event; whatever else is booked stands for itself.
      case
        when s.capacity = 1 or b.overbooked then b.booking_id
        else md5(concat_ws(' ', b.practitioner_id, b.service_id, extract(epoch from b.starts_at), extract(epoch from b.ends_at)))::uuid
      end as event_id,
      b.service_id, b.starts_at, b.ends_at, s.name, s.capacity,
      count(*) as taken, bool_and(b.status = 'pending') as tentative, max(b.ics_sequence) as ics_sequence, max(b.updated_at) as changed_at,
      array_agg(b.reference order by b.reference) as bookings, array_agg(b.client_name order by b.client_name, b.reference) as clients,
      (array_agg(b order by b.reference))[1] as one
    from app.bookings as b
    join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
    where (b.practitioner_id, b.organization_id) = (p_practitioner.practitioner_id, p_practitioner.organization_id)
      and b.status <> 'cancelled'
      and b.starts_at between app.now() - interval '30 days' and app.now() + interval '365 days'
    group by 1, b.service_id, b.starts_at, b.ends_at, s.name, s.capacity
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'event_id', e.event_id, 'starts_at', e.starts_at, 'ends_at', e.ends_at, 'tentative', e.tentative, 'ics_sequence', e.ics_sequence,
    'changed_at', e.changed_at, 'taken', e.taken, 'seats', e.capacity, 'reference', case when e.capacity = 1 then e.bookings[1] end
  ) || case when p_detail then jsonb_build_object(
    'service', e.name, 'clients', e.clients, 'place', app.place_of_booking(e.one)
  ) else '{}' end order by e.starts_at, e.event_id), '[]')
  from sessions as e;
$$;

comment on function app.feed_events(app.practitioners, boolean) is
  'The bookings of the last 30 and the next 365 days, each occurrence of a series by itself: [{event_id, starts_at, ends_at, tentative, ics_sequence, changed_at,'
  ' taken, seats, reference}], with detail {service, clients[], place} too.';

create function app.feed_calendar(p_feed app.calendar_feeds)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'organization', o.name, 'time_zone', p.time_zone, 'locale', p.locale, 'detail', p_feed.detail and not o.discreet,
    'events', app.feed_events(p, p_feed.detail and not o.discreet)
  )
  from app.practitioners as p
  join app.organizations as o on o.organization_id = p.organization_id
  where (p.practitioner_id, p.organization_id) = (p_feed.practitioner_id, p_feed.organization_id);
$$;

comment on function app.feed_calendar(app.calendar_feeds) is '{organization, time_zone, locale, detail, events[] as app.feed_events makes them}; the same for the same bookings.';
