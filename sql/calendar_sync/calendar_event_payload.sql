-- calendar_event_payload: what a worker needs to let a booking's event be as the booking is.
--
-- Room:  calendar_sync
-- Reads: app.bookings, app.calendar_connections, app.calendar_events, app.calendar_tasks, app.members, app.organizations, app.practitioners, app.services
create function app.calendar_event_wanted(p_task app.calendar_tasks, p_booking app.bookings)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select app.is_booked_time(p_booking.status)
    and exists (select from app.connections_of(p_booking.practitioner_id, p_booking.organization_id) as c where c.connection_id = p_task.connection_id)
    -- What was over before it was asked for is not written, but corrected where it stands, as when a client is erased.
    and (p_booking.ends_at > p_task.created_at or exists (
      select from app.calendar_events as e where (e.booking_id, e.connection_id) = (p_booking.booking_id, p_task.connection_id)
    ));
$$;

comment on function app.calendar_event_wanted(app.calendar_tasks, app.bookings) is 'Whether the booking has an event in the calendar of the task''s connection: only booked time does, and only with its present practitioner.';

create function app.calendar_event_uid(p_booking app.bookings)
returns text
language sql
immutable
security invoker
-- A calendar has a UID once, and each booking of a series is an event by itself: they are moved and cancelled one by one.
return case when p_booking.recurrence_id is null then p_booking.ics_uid else p_booking.booking_id || '@bookfast' end;

comment on function app.calendar_event_uid(app.bookings) is 'The UID of the booking''s calendar object: that of our own messages about it, except for bookings of a series, which share one there.';

create function app.calendar_event_payload(p_task app.calendar_tasks)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'wanted', app.calendar_event_wanted(p_task, b),
    'booking', jsonb_build_object(
      'booking_id', b.booking_id, 'reference', b.reference, 'starts_at', b.starts_at, 'ends_at', b.ends_at, 'time_zone', p.time_zone,
      'ics_uid', app.calendar_event_uid(b), 'ics_sequence', b.ics_sequence
    ),
    'organization', jsonb_build_object('organization_id', o.organization_id, 'name', o.name, 'slug', o.slug, 'discreet', o.discreet, 'profile', o.profile),
    'practitioner', jsonb_build_object('display_name', p.display_name, 'locale', p.locale),
    'service', jsonb_build_object('name', s.name, 'event_category', s.event_category),
    -- Whoever was erased is nobody's guest.
    'client', case when b.client_email not like '%@erased.invalid' then jsonb_build_object('name', b.client_name, 'email', b.client_email) end,
    'place', app.place_of_booking(b),
    'invited_by', app.invited_by(
      case when b.recurrence_id is null then b.booking_id else b.series_id end,
      (select c.invites_by from app.calendar_connections as c where c.connection_id = p_task.connection_id)
    ),
    'written', (
      select jsonb_build_object(
        'calendar_id', e.calendar_id, 'remote_id', e.remote_id, 'etag', e.etag, 'sequence', e.written_sequence, 'starts_at', e.written_starts_at,
        'ends_at', e.written_ends_at, 'removed', e.removed_at is not null
      )
      from app.calendar_events as e where (e.booking_id, e.connection_id, e.organization_id) = (b.booking_id, p_task.connection_id, b.organization_id)
    )
  )
  from app.bookings as b
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
  join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
  join app.organizations as o on o.organization_id = b.organization_id
  where (b.booking_id, b.organization_id) = (p_task.subject_id, p_task.organization_id);
$$;

comment on function app.calendar_event_payload(app.calendar_tasks) is
  '{wanted, booking, organization, practitioner, service, client (null once erased), place, invited_by, written (null: never tried)}, as things are now; null where'
  ' there is no such booking.';
