-- delete_practice_room: it will not be; both are told before it goes (SC-1.5).
--
-- Room:   practice_rooms
-- Caller: the host; until it begins and nobody has practised there, the guest
-- Writes: app.audit_log, app.idempotency_keys, app.next_slots, app.notifications, app.outbox_events, app.practice_rooms, app.practice_seats, app.slot_claims,
--         app.video_rooms
-- Locks:  the idempotency key, the practitioners, the room
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.delete_practice_room(p_room_id uuid, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_room_id, p_reason);
  v_answer jsonb := app.recall_answer('delete_practice_room', p_key, v_arguments);
  v_room app.practice_rooms;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  if length(p_reason) > 2000 then
    perform app.fail('invalid_argument', 'The reason has more than 2,000 characters.', 'Shorten it and try again.');
  end if;
  perform app.lock_parties(r.organization_id, array[r.host_id, r.guest_id]) from app.practice_rooms as r where r.room_id = p_room_id;
  v_room := app.room_to_change(p_room_id, p_host_only => false);
  if v_user_id = v_room.guest_id and (v_room.starts_at <= app.now() or app.was_practised(v_room)) then
    perform app.fail('illegal_transition', 'What was practised here is the host''s to delete.', 'Ask the host.');
  end if;
  perform app.end_room(v_room, p_reason);
  return app.remember_answer('delete_practice_room', p_key, v_arguments, jsonb_build_object('room_id', p_room_id, 'deleted', true));
end;
$$;

comment on function private.delete_practice_room(uuid, text, text) is 'Definer: rooms are no role''s to write.  See api.delete_practice_room.';
grant execute on function private.delete_practice_room(uuid, text, text) to authenticated;

create function api.delete_practice_room(room_id uuid, reason text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.delete_practice_room(delete_practice_room.room_id, delete_practice_room.reason, delete_practice_room.idempotency_key);
$$;

comment on function api.delete_practice_room(uuid, text, text) is
  'Deletes the room with its rounds; where it was booked and is to come, host and guest get a mail that takes it out of their calendars.  Returns {room_id, deleted}.';
grant execute on function api.delete_practice_room(uuid, text, text) to authenticated;
