-- calendar_warning_payload: what a worker needs to tell members that their calendar is connected no more, or does not answer.
--
-- Room:  notify
-- Reads: app.members, app.practitioners
create function app.calendar_warning_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'calendar', p_event.data,
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', (
      select jsonb_build_object(
        'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'email', m.email, 'time_zone', p.time_zone, 'locale', p.locale
      )
      from app.practitioners as p
      where (p.member_id, p.organization_id) = (m.member_id, m.organization_id) and p_event.recipient = 'practitioner'
    ),
    'admin', case when p_event.recipient = 'admin' then jsonb_build_object('name', m.display_name, 'email', m.email) end
  )
  from app.members as m
  where (m.member_id, m.organization_id) = (p_event.subject_id, p_event.organization_id) and p_event.topic like 'calendar.%';
$$;

comment on function app.calendar_warning_payload(app.outbox_events) is
  '{calendar: {connection_id, provider, on_unreachable, failing_since}, organization, practitioner or admin: whose calendar it is}.';
