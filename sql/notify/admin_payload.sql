-- admin_payload: what a worker needs to tell an admin that an endpoint was switched off, or that support asks to look in.
--
-- Room:  notify
-- Reads: app.members
create function app.admin_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    split_part(p_event.topic, '.', 1), p_event.data,
    'organization', app.organization_payload(p_event.organization_id),
    'admin', jsonb_build_object('name', m.display_name, 'email', m.email)
  )
  from app.members as m
  where (m.member_id, m.organization_id) = (p_event.subject_id, p_event.organization_id)
    and (p_event.topic like 'webhook.%' or p_event.topic like 'support.%');
$$;

comment on function app.admin_payload(app.outbox_events) is
  '{organization, admin: {name, email}} and, of an endpoint that was switched off, webhook: {endpoint_id, because, description, host}; of a request of the'
  ' platform''s support, support: {support_id, reason, minutes}.';
