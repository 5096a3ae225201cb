-- insert_room: a room, with its first round, its places and its video room.
--
-- Room:   practice_rooms
-- Writes: app.audit_log, app.next_slots, app.notifications, app.outbox_events, app.practice_rooms, app.practice_rounds, app.practice_seats, app.slot_claims,
--         app.video_rooms
create function app.insert_room(p_room app.practice_rooms)
returns app.practice_rooms
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_room app.practice_rooms;
begin
  insert into app.practice_rooms (
    organization_id, host_id, host_name, guest_id, guest_name, title, is_private, stage, starts_at, ends_at, last_round, booked_at
  )
  values (
    p_room.organization_id, p_room.host_id, p_room.host_name, p_room.guest_id, p_room.guest_name, p_room.title, p_room.is_private,
    (app.practice_stages_of(p_room.organization_id))[1], p_room.starts_at, p_room.ends_at, 1, case when p_room.guest_id is not null then app.now() end
  )
  returning * into v_room;
  perform app.take_seats(v_room);
  insert into app.practice_rounds (organization_id, room_id, number) values (v_room.organization_id, v_room.room_id, 1);
  perform app.want_video_room(v_room.organization_id, 'practice_room', v_room.room_id, tstzrange(v_room.starts_at, v_room.ends_at));
  perform app.announce_room(null, v_room, 'booked');
  return v_room;
end;
$$;

comment on function app.insert_room(app.practice_rooms) is 'Makes the room for the parties and the time that p_room names, and tells them where there are two.  Authorises nobody.';
