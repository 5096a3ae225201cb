-- open_on_assignment: whoever gets a practitioner can talk with them.
--
-- Room:   messaging
-- Writes: app.audit_log, app.conversation_participants, app.conversations
create function app.open_on_assignment()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.open_direct(new.client_id, new.practitioner_id, new.organization_id);
  return null;
end;
$$;

comment on function app.open_on_assignment() is 'Trigger: however an assignment comes about, it opens the conversation of the two, or finds the one that they had.';

create trigger _500_open_conversation after insert on app.client_assignments
for each row execute function app.open_on_assignment();
