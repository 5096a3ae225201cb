-- end_room: what its parties must know is written down, then the room goes.
--
-- Room:   practice_rooms
-- Writes: app.audit_log, app.next_slots, app.notifications, app.outbox_events, app.practice_rooms, app.practice_seats, app.slot_claims, app.video_rooms
create function app.end_room(p_room app.practice_rooms, p_reason text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_room app.practice_rooms := p_room;
begin
  v_room.ics_sequence := p_room.ics_sequence + 1;
  v_room.updated_at := app.now();
  perform app.announce_room(null, v_room, 'cancelled', p_reason);
  perform app.leave_seats(p_room);
  perform app.end_video_room('practice_room', p_room.room_id);
  delete from app.practice_rooms as r where (r.room_id, r.organization_id) = (p_room.room_id, p_room.organization_id);
end;
$$;

comment on function app.end_room(app.practice_rooms, text) is 'Tells both, lets go of their time, deletes the room with its rounds.  The caller has locked it.';
