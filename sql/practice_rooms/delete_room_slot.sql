-- delete_room_slot: offer a time no more.
--
-- Room:   practice_rooms
-- Caller: the slot's host
-- Reads:  app.room_slots
-- Writes: app.audit_log, app.idempotency_keys, app.room_slots
-- Locks:  the idempotency key, the slot
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.delete_room_slot(p_slot_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_slot_id);
  v_answer jsonb := app.recall_answer('delete_room_slot', p_key, v_arguments);
  v_slot app.room_slots;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select s.* into v_slot from app.room_slots as s where (s.slot_id, s.host_id) = (p_slot_id, v_user_id) for update;
  if v_slot.slot_id is null then
    perform app.fail('not_found', format('No slot %s of yours.', p_slot_id), 'Choose one from your list.');
  elsif v_slot.room_id is not null then
    perform app.fail('illegal_transition', 'This slot has become a practice room.', 'Delete the room: then its guest is told.');
  end if;
  delete from app.room_slots as s where (s.slot_id, s.organization_id) = (p_slot_id, v_slot.organization_id);
  return app.remember_answer('delete_room_slot', p_key, v_arguments, jsonb_build_object('slot_id', p_slot_id, 'deleted', true));
end;
$$;

comment on function private.delete_room_slot(uuid, text) is 'Definer: slots are no role''s to write.  See api.delete_room_slot.';
grant execute on function private.delete_room_slot(uuid, text) to authenticated;

create function api.delete_room_slot(slot_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.delete_room_slot(delete_room_slot.slot_id, delete_room_slot.idempotency_key);
$$;

comment on function api.delete_room_slot(uuid, text) is 'Deletes an open slot of the caller''s own.  Nobody is told.  Returns {slot_id, deleted}.';
grant execute on function api.delete_room_slot(uuid, text) to authenticated;
