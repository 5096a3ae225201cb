-- support_payload: what a worker needs to tell an admin that the platform's support asks to look in.
--
-- Room:  notify
-- Reads: app.members
create function app.support_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'support', p_event.data,
    'organization', app.organization_payload(p_event.organization_id),
    'admin', jsonb_build_object('name', m.display_name, 'email', m.email)
  )
  from app.members as m
  where (m.member_id, m.organization_id) = (p_event.subject_id, p_event.organization_id) and p_event.topic like 'support.%';
$$;

comment on function app.support_payload(app.outbox_events) is '{support: {support_id, reason, minutes}, organization, admin: {name, email}}.';
