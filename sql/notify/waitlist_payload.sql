-- waitlist_payload: what a worker needs to write about a wish.
--
-- Room:  notify
-- Reads: app.waitlist_entries, app.practitioners, app.services
create function app.waitlist_payload(p_event app.outbox_events, p_entry app.waitlist_entries)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'waitlist', p_event.data || jsonb_build_object('entry_id', p_entry.entry_id),
    'organization', app.organization_payload(p_event.organization_id),
    'practitioner', (
      select jsonb_build_object('practitioner_id', p.practitioner_id, 'display_name', p.display_name, 'time_zone', p.time_zone)
      from app.practitioners as p
      where (p.practitioner_id, p.organization_id) = (coalesce((p_event.data ->> 'practitioner_id')::uuid, p_entry.practitioner_id), p_entry.organization_id)
    ),
    'client', p_entry.client - 'consent',
    'service', jsonb_build_object('service_id', s.service_id, 'name', s.name, 'duration_minutes', s.duration_minutes),
    -- A wish that has ended has nothing to open.
    'token_expires_at', case when p_entry.status <> 'ended' then greatest(app.now(), p_entry.to_date::timestamp at time zone 'UTC') + interval '30 days' end
  )
  from app.services as s
  where (s.service_id, s.organization_id) = (p_entry.service_id, p_entry.organization_id);
$$;

comment on function app.waitlist_payload(app.outbox_events, app.waitlist_entries) is
  '{waitlist: the event''s data and entry_id, organization, practitioner (null: whoever is free first), client, service, token_expires_at}.';
