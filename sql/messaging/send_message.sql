-- send_message: say something in a conversation.
--
-- Room:   messaging
-- Caller: who takes part in it
-- Reads:  app.conversation_participants
-- Writes: app.audit_log, app.conversation_attachments, app.conversation_messages, app.conversation_participants, app.conversations, app.idempotency_keys,
--         app.notifications, app.outbox_events, app.rate_limits
-- Locks:  the idempotency key, the conversation, then its other participants
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch,
--         PT429 too_many_requests
create function private.send_message(p_conversation_id uuid, p_body text, p_files jsonb, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_conversation_id, p_body, p_files);
  v_answer jsonb := app.recall_answer('send_message', p_key, v_arguments);
  v_me app.conversation_participants;
  v_body text := coalesce(btrim(translate(p_body, E'\t\r', ' '), E' \n'), '');
  v_position integer;
  v_message app.conversation_messages;
  v_attached integer;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_me := app.participation(p_conversation_id);
  if not app.is_short_text(v_body, 4000) and (v_body <> '' or coalesce(p_files, '[]') = '[]') then
    perform app.fail('invalid_argument', 'A message has 1 to 4000 characters.', 'Write something, or send it in two parts.');
  end if;
  perform app.limit_rate('conversation:' || v_user_id, 30);

  -- Whoever writes waits here for whoever is writing, so that positions have no gaps and no doubles.
  update app.conversations as c set last_position = c.last_position + 1, last_message_at = app.now()
  where (c.conversation_id, c.organization_id) = (p_conversation_id, v_me.organization_id)
  returning last_position into v_position;
  perform app.open_for_writing_required(v_me);
  insert into app.conversation_messages (organization_id, conversation_id, position, sender_id, sender_role, body)
  values (
    v_me.organization_id, p_conversation_id, v_position, v_me.participant_id, case when v_me.client_id is null then 'practitioner' else 'client' end, v_body
  )
  returning * into v_message;
  v_attached := app.attach_files(v_message, coalesce(p_files, '[]'));
  -- That something was said is audited; what was said is not, nor what a file is called.
  perform app.record(
    v_me.organization_id, 'conversation_message.sent', v_message.message_id::text, null,
    jsonb_strip_nulls(jsonb_build_object('conversation_id', p_conversation_id, 'position', v_position, 'attachments', nullif(v_attached, 0)))
  );
  perform app.tell_participants(v_me);
  return app.remember_answer('send_message', p_key, v_arguments, jsonb_build_object(
    'message_id', v_message.message_id, 'conversation_id', p_conversation_id, 'position', v_position, 'created_at', v_message.created_at
  ));
end;
$$;

comment on function private.send_message(uuid, text, jsonb, text) is 'Definer: messages are no role''s to write.  See api.send_message.';
grant execute on function private.send_message(uuid, text, jsonb, text) to authenticated;

create function api.send_message(conversation_id uuid, body text, attachments jsonb default '[]', idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.send_message(send_message.conversation_id, send_message.body, send_message.attachments, send_message.idempotency_key);
$$;

comment on function api.send_message(uuid, text, jsonb, text) is
  'Says something, 1 to 4000 characters, with up to five attachments [{path, file_name}] that the caller uploaded before to Storage, bucket conversations, below'
  ' organization_id/conversation_id/participant_id/; with one, body may be empty.  Returns {message_id, conversation_id, position, created_at}.  The others hear at once where a page is open, and by mail when'
  ' they have not read it after the organization''s conversation_quiet_minutes; no mail has the text.';
grant execute on function api.send_message(uuid, text, jsonb, text) to authenticated;
