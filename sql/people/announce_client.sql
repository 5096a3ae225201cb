-- announce_client: tell a practitioner whom they are to care for.
--
-- Room:   people
-- Reads:  app.practitioners
-- Writes: app.outbox_events
create function app.announce_client()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  select new.organization_id, 'client.assigned', 'practitioner', new.client_id, jsonb_build_object(
    'client_id', new.client_id, 'practitioner_id', new.practitioner_id, 'assigned_at', new.assigned_at
  )
  from app.practitioners as p
  where (p.practitioner_id, p.organization_id) = (new.practitioner_id, new.organization_id) and p.member_id is not null;
  return null;
end;
$$;

comment on function app.announce_client() is 'Trigger: one message to the practitioner, where a member stands behind the profile.';

create trigger _800_announce after insert on app.client_assignments
for each row execute function app.announce_client();
