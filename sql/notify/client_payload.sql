-- client_payload: what a worker needs to write to a practitioner about a new client.
--
-- Room:  notify
-- Reads: app.clients, app.practitioners, app.members
create function app.client_payload(p_event app.outbox_events, p_client app.clients)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'assignment', p_event.data,
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', jsonb_build_object(
      'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'email', m.email, 'time_zone', p.time_zone, 'locale', p.locale
    ),
    'client', jsonb_build_object(
      'name', p_client.name, 'email', p_client.email, 'phone', p_client.phone, 'time_zone', p_client.time_zone, 'locale', p_client.locale
    )
  )
  from app.practitioners as p
  left join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  where (p.practitioner_id, p.organization_id) = ((p_event.data ->> 'practitioner_id')::uuid, p_event.organization_id);
$$;

comment on function app.client_payload(app.outbox_events, app.clients) is '{assignment: the event''s data, organization, practitioner, client}.';
