-- join_conversation: take part in the conversation of a session that one comes to.
--
-- Room:   messaging
-- Caller: a client with a seat in the session
-- Reads:  app.bookings, app.clients, app.conversations
-- Writes: app.audit_log, app.conversation_participants, app.idempotency_keys
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT422 idempotency_mismatch
create function private.join_conversation(p_conversation_id uuid, p_shown_as text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_conversation_id, p_shown_as);
  v_answer jsonb := app.recall_answer('join_conversation', p_key, v_arguments);
  v_client app.clients;
  -- Others who come learn a first name, unless the client says another.
  v_shown_as text := nullif(btrim(p_shown_as), '');
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select cl.* into v_client
  from app.conversations as c
  join app.clients as cl on cl.organization_id = c.organization_id and cl.user_id = v_user_id and cl.archived_at is null
  where c.conversation_id = p_conversation_id and c.kind = 'group' and exists (
    select from app.bookings as b
    where (b.client_id, b.practitioner_id, b.service_id, b.starts_at, b.organization_id)
      = (cl.client_id, c.practitioner_id, c.service_id, c.starts_at, c.organization_id) and b.status <> 'cancelled'
  );
  if not found then
    perform app.fail('not_found', format('No group conversation %s that you may join.', p_conversation_id), 'It is for those who come to the session.');
  end if;
  v_shown_as := coalesce(v_shown_as, left(split_part(v_client.name, ' ', 1), 40));
  if app.is_short_text(v_shown_as, 40) is not true or v_shown_as ~ '[[:cntrl:]]' then
    perform app.fail('invalid_argument', 'The name that others see has 1 to 40 characters.', 'A first name is enough.');
  end if;
  insert into app.conversation_participants as p (organization_id, conversation_id, client_id, shown_as)
  values (v_client.organization_id, p_conversation_id, v_client.client_id, v_shown_as)
  on conflict (conversation_id, client_id) where client_id is not null
  do update set shown_as = excluded.shown_as, left_at = null;
  -- By which name is the client's and the group's affair.
  perform app.record(
    v_client.organization_id, 'conversation.joined', p_conversation_id::text, null, jsonb_build_object('client_id', v_client.client_id)
  );
  perform app.broadcast_conversation(p_conversation_id);
  return app.remember_answer('join_conversation', p_key, v_arguments, jsonb_build_object('conversation_id', p_conversation_id, 'shown_as', v_shown_as));
end;
$$;

comment on function private.join_conversation(uuid, text, text) is 'Definer: conversations are no role''s to write.  See api.join_conversation.';
grant execute on function private.join_conversation(uuid, text, text) to authenticated;

create function api.join_conversation(conversation_id uuid, shown_as text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.join_conversation(join_conversation.conversation_id, join_conversation.shown_as, join_conversation.idempotency_key);
$$;

comment on function api.join_conversation(uuid, text, text) is
  'Joins the conversation of a session that the caller has a seat in.  The others see shown_as, or the first name.  Returns {conversation_id, shown_as}.  Safe to'
  ' repeat; also changes the name, and comes back after leaving.';
grant execute on function api.join_conversation(uuid, text, text) to authenticated;
