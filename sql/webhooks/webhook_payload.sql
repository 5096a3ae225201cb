-- webhook_payload: what an endpoint is sent.
--
-- Room:  webhooks
-- Reads: app.bookings, app.practitioners, app.services
create function app.webhook_payload(p_delivery app.webhook_deliveries, p_detail boolean)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'type', p_delivery.event_type,
    'timestamp', p_delivery.created_at,
    -- Of two events about one booking, the one with the higher number came later.
    'data', p_delivery.data || jsonb_build_object('sequence', p_delivery.position) || coalesce((
      select jsonb_build_object(
        'client', jsonb_build_object('name', b.client_name, 'email', b.client_email, 'phone', b.client_phone, 'time_zone', b.client_time_zone, 'locale', b.client_locale),
        'practitioner', jsonb_build_object('display_name', p.display_name, 'time_zone', p.time_zone),
        'service', jsonb_build_object('name', s.name, 'duration_minutes', s.duration_minutes)
      )
      from app.bookings as b
      join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
      join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
      where p_detail and (b.booking_id, b.organization_id) = (p_delivery.subject_id, p_delivery.organization_id)
    ), '{}')
  );
$$;

comment on function app.webhook_payload(app.webhook_deliveries, boolean) is
  '{type, timestamp, data}: data has ids, status, times and sequence; with detail also client {name, email, phone, time_zone, locale}, practitioner'
  ' {display_name, time_zone} and service {name, duration_minutes}, as they are now.  No note and no reason in any case.';
