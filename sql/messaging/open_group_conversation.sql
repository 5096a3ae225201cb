-- open_group_conversation: a place to talk for those who come to a session of several seats.
--
-- Room:   messaging
-- Caller: the practitioner of the session
-- Reads:  app.bookings, app.services
-- Writes: app.audit_log, app.conversation_participants, app.conversations, app.idempotency_keys
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.open_group_conversation(p_booking_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_answer jsonb := app.recall_answer('open_group_conversation', p_key, to_jsonb(p_booking_id));
  v_booking app.bookings;
  v_id uuid;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select b.* into v_booking from app.bookings as b
  where b.booking_id = p_booking_id
    and (b.organization_id = any (private.organizations_where('members:read')) or b.client_id = any (private.my_client_ids()));
  if not found then
    perform app.fail('not_found', format('No booking %s that you may see.', p_booking_id), 'Choose one from your list.');
  end if;
  if v_booking.practitioner_id <> all (private.my_practitioner_ids('conversations:write')) then
    perform app.fail('not_allowed', 'Only the practitioner of a session opens its conversation.', 'Ask the practitioner.');
  end if;
  if v_booking.status = 'cancelled' or not exists (
    select from app.services as s where (s.service_id, s.organization_id) = (v_booking.service_id, v_booking.organization_id) and s.capacity > 1
  ) then
    perform app.fail('illegal_transition', 'This is no session of several seats.', 'Write to the client directly.');
  end if;

  insert into app.conversations (organization_id, kind, practitioner_id, service_id, starts_at, ends_at)
  values (v_booking.organization_id, 'group', v_booking.practitioner_id, v_booking.service_id, v_booking.starts_at, v_booking.ends_at)
  on conflict (practitioner_id, service_id, starts_at, organization_id) where kind = 'group' do nothing
  returning conversation_id into v_id;
  if v_id is not null then
    insert into app.conversation_participants (organization_id, conversation_id, practitioner_id)
    values (v_booking.organization_id, v_id, v_booking.practitioner_id);
    perform app.record(
      v_booking.organization_id, 'conversation.opened', v_id::text, null,
      jsonb_build_object('kind', 'group', 'practitioner_id', v_booking.practitioner_id, 'service_id', v_booking.service_id, 'starts_at', v_booking.starts_at)
    );
  else
    select c.conversation_id into v_id from app.conversations as c
    where (c.practitioner_id, c.service_id, c.starts_at, c.organization_id)
      = (v_booking.practitioner_id, v_booking.service_id, v_booking.starts_at, v_booking.organization_id) and c.kind = 'group';
  end if;
  return app.remember_answer('open_group_conversation', p_key, to_jsonb(p_booking_id), jsonb_build_object('conversation_id', v_id));
end;
$$;

comment on function private.open_group_conversation(uuid, text) is 'Definer: conversations are no role''s to write.  See api.open_group_conversation.';
grant execute on function private.open_group_conversation(uuid, text) to authenticated;

create function api.open_group_conversation(booking_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.open_group_conversation(open_group_conversation.booking_id, open_group_conversation.idempotency_key);
$$;

comment on function api.open_group_conversation(uuid, text) is
  'Opens the conversation of the session that the booking is a seat of, or finds it.  Those with a seat and an account see it in their list and join if they want to;'
  ' nobody is added.  Returns {conversation_id}.  Safe to repeat.';
grant execute on function api.open_group_conversation(uuid, text) to authenticated;
