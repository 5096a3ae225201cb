-- participation: the caller's own place in a conversation.
--
-- Room:   messaging
-- Reads:  app.conversation_participants
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function app.participation(p_conversation_id uuid)
returns app.conversation_participants
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_me app.conversation_participants;
begin
  perform app.sign_in_required();
  select p.* into v_me
  from app.conversation_participants as p
  where p.conversation_id = p_conversation_id
    and (p.client_id = any (private.my_client_ids()) or p.practitioner_id = any (private.my_practitioner_ids('members:read')))
  order by p.practitioner_id
  limit 1;
  if not found then
    perform app.fail(
      'not_found', format('No conversation %s that you take part in.', p_conversation_id), 'Choose one from your list; a group you have to join first.'
    );
  end if;
  if v_me.practitioner_id is not null then
    perform private.permission_required(v_me.organization_id, 'conversations:write');
  end if;
  return v_me;
end;
$$;

comment on function app.participation(uuid) is
  'Authorises: the place of the signed-in user, as the practitioner or as a client.  Nobody else has one, admins included.  For definers.';
