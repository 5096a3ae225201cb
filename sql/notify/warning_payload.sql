-- warning_payload: what a worker needs to tell a practitioner that an address is dead.
--
-- Room:  notify
-- Reads: app.bookings, app.waitlist_entries, app.practitioners, app.members, app.mail_addresses
create function app.warning_payload(p_event app.outbox_events, p_address app.mail_addresses)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'warning', jsonb_build_object(
      'address', p_address.address, 'reason', p_address.bounce_reason, 'bounced_at', p_address.bounced_at, 'to', p_event.data ->> 'to',
      'name', coalesce(b.client_name, w.client ->> 'name'), 'phone', coalesce(b.client_phone, w.client ->> 'phone'),
      'reference', b.reference, 'starts_at', b.starts_at, 'ends_at', b.ends_at
    ),
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', jsonb_build_object(
      'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'email', m.email, 'time_zone', p.time_zone, 'locale', p.locale
    )
  )
  from app.practitioners as p
  left join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  left join app.bookings as b on (b.booking_id, b.organization_id) = ((p_event.data ->> 'booking_id')::uuid, p.organization_id)
  left join app.waitlist_entries as w on (w.entry_id, w.organization_id) = ((p_event.data ->> 'entry_id')::uuid, p.organization_id)
  where (p.practitioner_id, p.organization_id) = ((p_event.data ->> 'practitioner_id')::uuid, p_event.organization_id);
$$;

comment on function app.warning_payload(app.outbox_events, app.mail_addresses) is
  '{warning: {address, reason, bounced_at, to, name, phone, reference, starts_at, ends_at}, organization, practitioner}; the names are those of the booking or'
  ' wish that the mail was about.';
