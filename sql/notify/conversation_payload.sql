-- conversation_payload: what a worker needs to say that messages wait to be read.
--
-- Room:  notify
-- Reads: app.clients, app.practitioners, app.members
create function app.conversation_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'conversation', jsonb_build_object('conversation_id', p_event.data ->> 'conversation_id', 'kind', p_event.data ->> 'kind'),
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', jsonb_build_object(
      'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'email', m.email, 'time_zone', p.time_zone, 'locale', p.locale
    ),
    'client', case when c.client_id is not null then jsonb_build_object(
      'name', c.name, 'email', c.email, 'phone', c.phone, 'time_zone', c.time_zone, 'locale', c.locale
    ) end
  )
  from app.practitioners as p
  left join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  left join app.clients as c on (c.client_id, c.organization_id) = ((p_event.data ->> 'client_id')::uuid, p_event.organization_id)
  where p_event.topic = 'conversation.unread' and (p.practitioner_id, p.organization_id) = ((p_event.data ->> 'practitioner_id')::uuid, p_event.organization_id);
$$;

comment on function app.conversation_payload(app.outbox_events) is
  '{conversation: {conversation_id, kind}, organization, practitioner, client}; client is null to the practitioner of a group.  Nothing of what was said.';
