-- join_payload: what a worker needs to tell admins of somebody who would like to work here, and that person of the answer.
--
-- Room:  notify
-- Reads: app.join_requests, app.members
create function app.join_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'request', jsonb_build_object('request_id', r.request_id, 'name', r.display_name, 'email', r.email, 'message', r.message, 'reason', r.reason),
    'organization', app.organization_payload(p_event.organization_id),
    'admin', (
      select jsonb_build_object('name', m.display_name, 'email', m.email) from app.members as m
      where p_event.recipient = 'admin' and (m.member_id, m.organization_id) = (p_event.subject_id, p_event.organization_id)
    )
  )
  from app.join_requests as r
  where p_event.topic like 'join.%' and r.organization_id = p_event.organization_id
    and r.request_id = coalesce((p_event.data ->> 'request_id')::uuid, p_event.subject_id);
$$;

comment on function app.join_payload(app.outbox_events) is '{request: {request_id, name, email, message, reason}, organization, admin: {name, email}, null for the applicant}.';
