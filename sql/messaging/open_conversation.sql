-- open_conversation: talk with one's practitioner, or with one's client.
--
-- Room:   messaging
-- Caller: a client, for the own person; the practitioner, who names the client
-- Reads:  app.clients, app.practitioners
-- Writes: app.audit_log, app.conversation_participants, app.conversations, app.idempotency_keys
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.open_conversation(p_practitioner_id uuid, p_client_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_practitioner_id, p_client_id);
  v_answer jsonb := app.recall_answer('open_conversation', p_key, v_arguments);
  v_practitioner app.practitioners;
  v_client app.clients;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select p.* into v_practitioner from app.practitioners as p where p.practitioner_id = p_practitioner_id and p.archived_at is null;
  select c.* into v_client from app.clients as c
  where c.organization_id = v_practitioner.organization_id and c.archived_at is null
    and case when p_client_id is null then c.user_id = v_user_id else c.client_id = p_client_id end;
  if p_client_id is not null and v_practitioner.practitioner_id is not null then
    -- Not found for strangers, not allowed for a colleague: nobody opens a conversation of others.
    perform private.permission_required(v_practitioner.organization_id, 'conversations:write');
    if p_practitioner_id <> all (private.my_practitioner_ids('conversations:write')) then
      perform app.fail('not_allowed', 'This is a colleague''s profile.', 'Only practitioners themselves write to their clients.');
    end if;
  end if;
  if v_client.client_id is null then
    perform app.fail('not_found', 'No such practitioner and client.', 'Choose one whom you have booked with.');
  end if;
  if not app.have_reason_to_talk(v_client.client_id, p_practitioner_id, v_client.organization_id) then
    perform app.fail(
      'not_allowed', 'There is no appointment between the two that is to come or was within the last 30 days.', 'Book a time; then you can write.'
    );
  end if;
  if v_client.user_id is null then
    perform app.fail('illegal_transition', 'This client has no account and cannot read messages.', 'Write an e-mail, or call.');
  end if;
  return app.remember_answer('open_conversation', p_key, v_arguments, jsonb_build_object(
    'conversation_id', app.open_direct(v_client.client_id, p_practitioner_id, v_client.organization_id)
  ));
end;
$$;

comment on function private.open_conversation(uuid, uuid, text) is 'Definer: conversations are no role''s to write.  See api.open_conversation.';
grant execute on function private.open_conversation(uuid, uuid, text) to authenticated;

create function api.open_conversation(practitioner_id uuid, client_id uuid default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.open_conversation(open_conversation.practitioner_id, open_conversation.client_id, open_conversation.idempotency_key);
$$;

comment on function api.open_conversation(uuid, uuid, text) is
  'The conversation of a client (the caller, unless the practitioner names one) with a practitioner, opened if there was none: for those in the practitioner''s care, and'
  ' those with a booking there that is to come or ended within 30 days.  Returns {conversation_id}.  Safe to repeat.';
grant execute on function api.open_conversation(uuid, uuid, text) to authenticated;
