-- policies: a conversation is for those who take part in it, and for nobody else, admins included.
--
-- Room: messaging
create policy conversations_select_by_participant on app.conversations for select to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('conversations:write'))::uuid[])
  or client_id = any ((select private.my_client_ids())::uuid[])
  -- Who has a seat may join, and has to know of it first.
  or (kind = 'group' and exists (
    select from app.bookings as b
    where b.client_id = any ((select private.my_client_ids())::uuid[]) and b.status <> 'cancelled'
      and (b.practitioner_id, b.service_id, b.starts_at, b.organization_id)
        = (conversations.practitioner_id, conversations.service_id, conversations.starts_at, conversations.organization_id)
  ))
);
grant select on app.conversations to authenticated;

-- The own place only: others are named by private.conversation_people.
create policy conversation_participants_select_by_self on app.conversation_participants for select to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('conversations:write'))::uuid[])
  or client_id = any ((select private.my_client_ids())::uuid[])
);
grant select on app.conversation_participants to authenticated;

-- Both subqueries are under the policies above: whoever left, or gave the seat back, reads no more.
create policy conversation_messages_select_by_participant on app.conversation_messages for select to authenticated
using (
  exists (
    select from app.conversation_participants as p
    where (p.conversation_id, p.organization_id) = (conversation_messages.conversation_id, conversation_messages.organization_id) and p.left_at is null
  )
  and exists (
    select from app.conversations as c
    where (c.conversation_id, c.organization_id) = (conversation_messages.conversation_id, conversation_messages.organization_id)
  )
);
grant select on app.conversation_messages to authenticated;
