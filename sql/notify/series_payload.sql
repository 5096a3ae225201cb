-- series_payload: what a worker needs to write a message about a series.
--
-- Room:  notify
-- Reads: app.booking_series, app.bookings, app.organizations, app.practitioners, app.members, app.services
create function app.series_calendar(p_series app.booking_series, p_practitioner_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  with instances as (
    select o.recurrence_id, o.starts_at
    from app.occurrences(
      p_series.recurrence, app.local_instant(p_series.starts_local, p_series.time_zone), p_series.time_zone
    ) as o
  ), live as (
    select b.* from app.bookings as b where b.series_id = p_series.series_id and b.recurrence_id is not null and b.status <> 'cancelled'
      and (p_practitioner_id is null or b.practitioner_id = p_practitioner_id)
  )
  select jsonb_build_object(
    'series_id', p_series.series_id, 'recurrence', p_series.recurrence, 'starts_local', p_series.starts_local, 'time_zone', p_series.time_zone,
    'ics_uid', p_series.ics_uid, 'ics_sequence', p_series.ics_sequence, 'instances', (select count(*) from instances),
    'excluded', (
      select coalesce(jsonb_agg(i.recurrence_id order by i.recurrence_id), '[]')
      from instances as i where not exists (select from live as l where l.recurrence_id = i.recurrence_id)
    ),
    'occurrences', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'booking_id', l.booking_id, 'reference', l.reference, 'recurrence_id', l.recurrence_id, 'status', l.status, 'starts_at', l.starts_at, 'ends_at', l.ends_at
      ) order by l.recurrence_id), '[]')
      from live as l
    )
  );
$$;

comment on function app.series_calendar(app.booking_series, uuid) is
  'The present state of the series'' calendar event, or of one practitioner''s part in it: {series_id, recurrence, starts_local, time_zone, ics_uid, ics_sequence, instances (how many the rule has),'
  ' excluded[wall times of instances that do not take place], occurrences[{booking_id, reference, recurrence_id, status, starts_at, ends_at}]}.';

create function app.series_payload(p_event app.outbox_events, p_series app.booking_series)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'series', app.series_calendar(
      p_series, case when p_event.recipient = 'practitioner' then (p_event.data ->> 'practitioner_id')::uuid end
    ) || (p_event.data - 'practitioner_id'),
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', jsonb_build_object(
      'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'email', m.email, 'time_zone', p.time_zone, 'locale', p.locale
    ),
    'client', jsonb_build_object(
      'name', b.client_name, 'email', b.client_email, 'phone', b.client_phone, 'time_zone', b.client_time_zone, 'locale', b.client_locale
    ),
    'service', jsonb_build_object('service_id', s.service_id, 'name', s.name, 'duration_minutes', s.duration_minutes),
    'place', app.place_of_booking(b),
    -- The link opens one booking: the one that changed, or the next to come.
    'linked_booking_id', b.booking_id,
    'token_expires_at', case
      when p_event.recipient = 'client' and b.status <> 'cancelled' then greatest(b.ends_at, app.now()) + interval '30 days'
    end
  )
  from app.bookings as b
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (app.told_practitioner(p_event, b.practitioner_id), b.organization_id)
  join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
  left join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  where b.series_id = p_series.series_id
  order by
    b.status = 'cancelled',
    not (jsonb_array_length(p_event.data -> 'changes') = 1 and b.booking_id = (p_event.data #>> '{changes,0,booking_id}')::uuid),
    b.ends_at < app.now(), b.starts_at
  limit 1;
$$;

comment on function app.series_payload(app.outbox_events, app.booking_series) is
  '{series (as app.series_calendar, with the event''s own changes[] and changed_at), organization, practitioner, client, service, place, linked_booking_id, token_expires_at}.';
