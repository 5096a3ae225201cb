-- end_with_client: an archived client takes nobody's place.
--
-- Room:   people
-- Writes: app.audit_log, app.client_assignments
create function private.end_with_client()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.end_client_place(new.client_id, new.organization_id, 'The client was archived.');
  return null;
end;
$$;

comment on function private.end_with_client() is 'Trigger.  Definer: admins archive clients, and assignments are no role''s to write.';

create trigger _500_end_assignment after update of archived_at on app.clients
for each row when (new.archived_at is not null and old.archived_at is null) execute function private.end_with_client();
