-- book_room_slot: a slot becomes a room, with its host and its guest, or nothing happens (SC-3.1).
--
-- Room:   practice_rooms
-- Caller: who belongs to the organization, but not the slot's host
-- Reads:  app.practice_rooms
-- Writes: app.audit_log, app.idempotency_keys, app.next_slots, app.notifications, app.outbox_events, app.practice_rooms, app.practice_rounds,
--         app.practice_seats, app.rate_limits, app.room_slots, app.slot_claims, app.video_rooms
-- Locks:  the idempotency key, the practitioners, the slot, the people
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 client_busy, PT409 slot_taken, PT422 idempotency_mismatch,
--         PT422 too_soon, PT429 too_many_requests
create function private.book_room_slot(p_slot_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_slot_id);
  v_answer jsonb := app.recall_answer('book_room_slot', p_key, v_arguments);
  v_slot app.room_slots;
  v_guest app.account_details;
  v_room app.practice_rooms;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.limit_rate('practice:' || v_user_id, 30);
  perform app.lock_parties(s.organization_id, array[s.host_id, v_user_id]) from app.room_slots as s where s.slot_id = p_slot_id;
  select s.* into v_slot from app.room_slots as s where s.slot_id = p_slot_id for update;
  v_guest := app.account_details(v_slot.organization_id, v_user_id);
  if v_slot.slot_id is null or v_guest.belongs is not true then
    perform app.fail('not_found', format('No slot %s.', p_slot_id), 'It may have been deleted. Choose another one.');
  end if;
  perform app.check_open_place(v_user_id, v_slot.host_id, v_slot.room_id is not null, v_slot.starts_at);
  v_room.organization_id := v_slot.organization_id;
  v_room.host_id := v_slot.host_id;
  v_room.host_name := v_slot.host_name;
  v_room.guest_id := v_user_id;
  v_room.guest_name := app.practice_guest_name(v_guest);
  v_room.title := v_slot.title;
  v_room.is_private := false;
  v_room.starts_at := v_slot.starts_at;
  v_room.ends_at := v_slot.ends_at;
  v_room := app.insert_room(v_room);
  update app.room_slots as s set room_id = v_room.room_id
  where (s.slot_id, s.organization_id) = (p_slot_id, v_slot.organization_id)
  returning s.* into v_slot;
  return app.remember_answer('book_room_slot', p_key, v_arguments, app.slot_answer(v_slot) || jsonb_build_object('room', app.room_answer(v_room)));
end;
$$;

comment on function private.book_room_slot(uuid, text) is 'Definer: slots and rooms are no role''s to write.  See api.book_room_slot.';
grant execute on function private.book_room_slot(uuid, text) to authenticated;

create function api.book_room_slot(slot_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.book_room_slot(book_room_slot.slot_id, book_room_slot.idempotency_key);
$$;

comment on function api.book_room_slot(uuid, text) is
  'Makes the room of the slot, with round 1, the caller as its guest, and the mails to both: all or nothing.  slot_taken where somebody else was faster, or the host has'
  ' other plans by now.  Returns the slot as app.slot_answer has it, and room.';
grant execute on function api.book_room_slot(uuid, text) to authenticated;
