-- webhook_warning_payload: what a worker needs to tell an admin that an endpoint was switched off.
--
-- Room:  notify
-- Reads: app.members
create function app.webhook_warning_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'webhook', p_event.data,
    'organization', app.organization_payload(p_event.organization_id),
    'admin', jsonb_build_object('name', m.display_name, 'email', m.email)
  )
  from app.members as m
  where (m.member_id, m.organization_id) = (p_event.subject_id, p_event.organization_id) and p_event.topic like 'webhook.%';
$$;

comment on function app.webhook_warning_payload(app.outbox_events) is
  '{webhook: {endpoint_id, because, description, host}, organization, admin: {name, email}}.';
