-- clients_of_entry: whom an entry of the audit log is about.
--
-- Room:  privacy
-- Reads: app.bookings, app.conversation_participants
create function app.clients_of_entry(p_entry app.audit_log)
returns setof uuid
language sql
stable
security invoker
set search_path = ''
as $$
  select said.client_id
  from (
    select coalesce(p_entry.after ->> 'client_id', p_entry.before ->> 'client_id', case p_entry.entity when 'intake' then p_entry.entity_id end)::uuid
  ) as said (client_id)
  where said.client_id is not null
  union all
  select b.client_id from app.bookings as b
  where b.organization_id = p_entry.organization_id
    and b.booking_id = case p_entry.entity when 'note' then coalesce(p_entry.after, p_entry.before) ->> 'booking_id' end::uuid
  union all
  select m.client_id from app.conversation_participants as m
  where m.organization_id = p_entry.organization_id and m.client_id is not null and m.conversation_id = case p_entry.action
    when 'conversation.read' then p_entry.entity_id
    when 'conversation_message.sent' then p_entry.after ->> 'conversation_id'
    when 'conversation_message.retracted' then p_entry.after ->> 'conversation_id'
  end::uuid;
$$;

comment on function app.clients_of_entry(app.audit_log) is
  'Whom an entry of the log is about: as it says, or by the answers, the note or the conversation that it speaks of; in a group all who take part.';
