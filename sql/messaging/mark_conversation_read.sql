-- mark_conversation_read: somebody has seen what was said.
--
-- Room:   messaging
-- Caller: who takes part in it
-- Reads:  app.conversation_messages, app.conversations
-- Writes: app.audit_log, app.conversation_participants, app.idempotency_keys, app.notifications, app.outbox_events
-- Locks:  the idempotency key, the own place in the conversation
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.mark_conversation_read(p_conversation_id uuid, p_up_to integer, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_conversation_id, p_up_to);
  v_answer jsonb := app.recall_answer('mark_conversation_read', p_key, v_arguments);
  v_me app.conversation_participants;
  v_before integer;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_me := app.participation(p_conversation_id);
  if p_up_to is null or p_up_to < 0 then
    perform app.fail('invalid_argument', 'Say up to which message.', 'Send the position of the last message that was shown.');
  end if;
  select p.* into v_me from app.conversation_participants as p
  where (p.participant_id, p.organization_id) = (v_me.participant_id, v_me.organization_id) for no key update;
  v_before := v_me.read_position;
  -- It never goes back, and never ahead of what was said.
  v_me.read_position := greatest(v_before, least(p_up_to, (
    select c.last_position from app.conversations as c where (c.conversation_id, c.organization_id) = (p_conversation_id, v_me.organization_id)
  )));
  if v_me.read_position > v_before then
    update app.conversation_participants as p set read_position = v_me.read_position
    where (p.participant_id, p.organization_id) = (v_me.participant_id, v_me.organization_id);
    perform app.settle_unread(v_me);
    -- What a member read of a client is kept; what clients look at is their own affair.
    if v_me.practitioner_id is not null then
      perform app.record(
        v_me.organization_id, 'conversation.read', p_conversation_id::text, jsonb_build_object('read_position', v_before),
        jsonb_build_object('read_position', v_me.read_position)
      );
    end if;
    perform app.broadcast_conversation(p_conversation_id);
  end if;
  return app.remember_answer('mark_conversation_read', p_key, v_arguments, jsonb_build_object('read_position', v_me.read_position, 'unread', (
    select count(*) from app.conversation_messages as m
    where (m.conversation_id, m.organization_id) = (p_conversation_id, v_me.organization_id)
      and m.position > v_me.read_position and m.sender_id <> v_me.participant_id and m.retracted_at is null
  )));
end;
$$;

comment on function private.mark_conversation_read(uuid, integer, text) is 'Definer: read marks are no role''s to write.  Touches the caller''s own only.';
grant execute on function private.mark_conversation_read(uuid, integer, text) to authenticated;

create function api.mark_conversation_read(conversation_id uuid, up_to integer, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_conversation_read(mark_conversation_read.conversation_id, mark_conversation_read.up_to, mark_conversation_read.idempotency_key);
$$;

comment on function api.mark_conversation_read(uuid, integer, text) is
  'Marks what was said up to that position as read.  Returns {read_position, unread}.  Never goes back.  When all is read, the mail that would have said that something'
  ' waits is not sent.';
grant execute on function api.mark_conversation_read(uuid, integer, text) to authenticated;
