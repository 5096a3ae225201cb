-- leave_conversation: take no part in a group any more.
--
-- Room:   messaging
-- Caller: a client who joined it
-- Reads:  app.conversations
-- Writes: app.audit_log, app.conversation_participants, app.idempotency_keys, app.notifications, app.outbox_events
-- Locks:  the idempotency key, the own place in the conversation
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.leave_conversation(p_conversation_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_answer jsonb := app.recall_answer('leave_conversation', p_key, to_jsonb(p_conversation_id));
  v_me app.conversation_participants;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_me := app.participation(p_conversation_id);
  if v_me.client_id is null or exists (
    select from app.conversations as c where (c.conversation_id, c.organization_id) = (p_conversation_id, v_me.organization_id) and c.kind = 'direct'
  ) then
    perform app.fail('illegal_transition', 'Only clients leave, and only a group.', 'Switch off its mail in your settings.');
  end if;
  update app.conversation_participants as p
  set left_at = app.now(), read_position = (
    select c.last_position from app.conversations as c where (c.conversation_id, c.organization_id) = (p_conversation_id, v_me.organization_id)
  )
  where (p.participant_id, p.organization_id) = (v_me.participant_id, v_me.organization_id) and p.left_at is null
  returning p.* into v_me;
  if found then
    perform app.settle_unread(v_me);
    perform app.record(v_me.organization_id, 'conversation.left', p_conversation_id::text, null, jsonb_build_object('client_id', v_me.client_id));
    perform app.broadcast_conversation(p_conversation_id);
  end if;
  return app.remember_answer('leave_conversation', p_key, to_jsonb(p_conversation_id), jsonb_build_object('conversation_id', p_conversation_id));
end;
$$;

comment on function private.leave_conversation(uuid, text) is 'Definer: conversations are no role''s to write.  See api.leave_conversation.';
grant execute on function private.leave_conversation(uuid, text) to authenticated;

create function api.leave_conversation(conversation_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.leave_conversation(leave_conversation.conversation_id, leave_conversation.idempotency_key);
$$;

comment on function api.leave_conversation(uuid, text) is
  'Leaves a group: the caller reads and hears no more of it, and may join again while the seat lasts.  What was said stays.  Returns {conversation_id}.  Safe to repeat.';
grant execute on function api.leave_conversation(uuid, text) to authenticated;
