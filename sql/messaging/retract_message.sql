-- retract_message: take back what one said, for a quarter of an hour.
--
-- Room:   messaging
-- Caller: who said it
-- Reads:  app.conversation_messages, app.conversation_participants
-- Writes: app.attachment_deletions, app.audit_log, app.conversation_attachments, app.conversation_messages, app.conversation_participants, app.idempotency_keys,
--         app.notifications, app.outbox_events
-- Locks:  the idempotency key, the conversation, then its other participants
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.retract_message(p_message_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_answer jsonb := app.recall_answer('retract_message', p_key, to_jsonb(p_message_id));
  v_message app.conversation_messages;
  v_me app.conversation_participants;
  v_other app.conversation_participants;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select m.* into v_message from app.conversation_messages as m where m.message_id = p_message_id;
  if found then
    v_me := app.participation(v_message.conversation_id);
  end if;
  if v_me.participant_id is distinct from v_message.sender_id or v_message.sender_id is null then
    perform app.fail('not_found', format('No message %s of yours.', p_message_id), 'Only what you said yourself can be taken back.');
  end if;
  perform from app.conversations as c where (c.conversation_id, c.organization_id) = (v_me.conversation_id, v_me.organization_id) for no key update;
  select m.* into v_message from app.conversation_messages as m where m.message_id = p_message_id;
  if v_message.retracted_at is null then
    if v_message.created_at < app.now() - interval '15 minutes' then
      perform app.fail('illegal_transition', 'A message can be taken back within 15 minutes.', 'Say what you meant in another message.');
    end if;
    update app.conversation_messages as m set body = null, retracted_at = app.now()
    where (m.message_id, m.organization_id) = (p_message_id, v_me.organization_id)
    returning * into v_message;
    delete from app.conversation_attachments as a where (a.message_id, a.organization_id) = (p_message_id, v_me.organization_id);
    perform app.record(
      v_me.organization_id, 'conversation_message.retracted', p_message_id::text, null,
      jsonb_build_object('conversation_id', v_me.conversation_id, 'position', v_message.position)
    );
    for v_other in
      select p.* from app.conversation_participants as p
      where (p.conversation_id, p.organization_id) = (v_me.conversation_id, v_me.organization_id) and p.unread_event_id is not null
      order by p.participant_id for no key update
    loop
      perform app.settle_unread(v_other);
    end loop;
    perform app.broadcast_conversation(v_me.conversation_id);
  end if;
  return app.remember_answer('retract_message', p_key, to_jsonb(p_message_id), jsonb_build_object(
    'message_id', p_message_id, 'conversation_id', v_me.conversation_id, 'position', v_message.position, 'retracted_at', v_message.retracted_at
  ));
end;
$$;

comment on function private.retract_message(uuid, text) is 'Definer: messages are no role''s to write.  See api.retract_message.';
grant execute on function private.retract_message(uuid, text) to authenticated;

create function api.retract_message(message_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.retract_message(retract_message.message_id, retract_message.idempotency_key);
$$;

comment on function api.retract_message(uuid, text) is
  'Takes back an own message within 15 minutes: its text is gone, its files too, its place stays.  Returns {message_id, conversation_id, position, retracted_at}.  Safe to repeat.';
grant execute on function api.retract_message(uuid, text) to authenticated;
