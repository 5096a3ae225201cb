-- calendar_change_payload: what a worker needs to tell a practitioner what became of an event that was moved or deleted in a calendar.
--
-- Room:  notify
-- Reads: app.members, app.practitioners
create function app.calendar_change_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'change', p_event.data - 'practitioner_id',
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', jsonb_build_object(
      'practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'email', m.email, 'time_zone', p.time_zone, 'locale', p.locale
    )
  )
  from app.practitioners as p
  join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  where (p.member_id, p.organization_id) = (p_event.subject_id, p_event.organization_id) and p_event.topic like 'calendar\_change.%';
$$;

comment on function app.calendar_change_payload(app.outbox_events) is
  '{change: {change_id, booking_id, kind, reference, starts_at, ends_at, to_starts_at, to_ends_at, because}, organization, practitioner}.';
