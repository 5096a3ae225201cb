-- event_payload: what a worker needs to write one message.
--
-- Room:  notify
-- Reads: app.bookings, app.booking_series, app.organizations, app.practitioners, app.members, app.services, app.invitations, app.waitlist_entries,
--        app.clients, app.mail_addresses
create function app.event_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'booking', (p_event.data - 'practitioner_id') || jsonb_build_object(
      'booking_id', b.booking_id, 'reference', b.reference, 'time_zone', p.time_zone, 'ics_uid', b.ics_uid,
      'cancel_reason', b.cancel_reason, 'cancelled_by', b.cancelled_by, 'approval_expires_at', b.approval_expires_at, 'note', b.note
    ),
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', jsonb_build_object(
      'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'email', m.email, 'time_zone', p.time_zone, 'locale', p.locale
    ),
    'client', jsonb_build_object(
      'name', b.client_name, 'email', b.client_email, 'phone', b.client_phone, 'time_zone', b.client_time_zone, 'locale', b.client_locale
    ),
    'service', jsonb_build_object('service_id', s.service_id, 'name', s.name, 'duration_minutes', s.duration_minutes),
    'place', app.place_of_booking(b),
    'token_expires_at', case
      when p_event.recipient = 'client' and b.status <> 'cancelled' and p_event.topic not in ('booking.completed', 'booking.note_shared')
        then greatest(b.ends_at, app.now()) + interval '30 days'
    end
  )
  from app.bookings as b
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (app.told_practitioner(p_event, b.practitioner_id), b.organization_id)
  join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
  left join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  where (b.booking_id, b.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select app.series_payload(p_event, s)
  from app.booking_series as s
  where (s.series_id, s.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select jsonb_build_object(
    'invitation', jsonb_build_object(
      'invitation_id', i.invitation_id, 'email', i.email, 'name', i.display_name, 'role', i.role, 'expires_at', i.expires_at
    ),
    'organization', app.organization_payload(p_event.organization_id)
  )
  from app.invitations as i
  where (i.invitation_id, i.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select app.waitlist_payload(p_event, e)
  from app.waitlist_entries as e
  where (e.entry_id, e.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select app.warning_payload(p_event, a)
  from app.mail_addresses as a
  where (a.address_id, a.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select app.client_payload(p_event, c)
  from app.clients as c
  where (c.client_id, c.organization_id) = (p_event.subject_id, p_event.organization_id)
  union all
  select a from app.admin_payload(p_event) as a where a is not null
  union all
  select w from app.calendar_warning_payload(p_event) as w where w is not null
  union all
  select c from app.calendar_change_payload(p_event) as c where c is not null
  union all
  select w from app.conversation_payload(p_event) as w where w is not null
  union all
  select j from app.join_payload(p_event) as j where j is not null
  union all
  select r from app.practice_payload(p_event) as r where r is not null;
$$;

comment on function app.event_payload(app.outbox_events) is
  'The event''s own data, joined with the names and addresses of now.  For a booking: {booking, organization, practitioner, client, service,'
  ' place, token_expires_at}; for a series as app.series_payload says, for a wish as app.waitlist_payload does; for an invitation: {invitation, organization};'
  ' for a client as app.client_payload does, for a dead address as app.warning_payload, for messages that wait as app.conversation_payload, for a practice room as app.practice_payload.';
