-- warn_member: whose calendar it is hears that it is connected no more, or has not answered for long.
--
-- Room:   connections
-- Reads:  app.calendar_connections, app.members, app.practitioners
-- Writes: app.notifications, app.outbox_events
create function app.warn_member(p_connection app.calendar_connections, p_revoked boolean)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- As the practitioner that the member is, else as the admin.
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  select m.organization_id, case when p_revoked then 'calendar.revoked' else 'calendar.failing' end,
    case when p.practitioner_id is null then 'admin' else 'practitioner' end,
    m.member_id, jsonb_strip_nulls(jsonb_build_object(
    'connection_id', p_connection.connection_id, 'provider', p_connection.provider, 'practitioner_id', p.practitioner_id,
    'on_unreachable', p_connection.on_unreachable, 'failing_since', p_connection.failing_since
  ))
  from app.members as m
  left join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id) and p.archived_at is null
  where (m.user_id, m.organization_id) = (p_connection.user_id, p_connection.organization_id) and m.suspended_at is null;
$$;

comment on function app.warn_member(app.calendar_connections, boolean) is
  'Queues a mail, and with it a notification, to the connection''s owner: calendar.revoked, or calendar.failing.';
