-- end_room: what its parties must know is written down, then the room goes, or stays with what was practised.
--
-- Room:   practice_rooms
-- Reads:  app.practice_rounds, app.practice_seats
-- Writes: app.audit_log, app.next_slots, app.notifications, app.outbox_events, app.practice_rooms, app.practice_seats, app.slot_claims, app.video_rooms
create function app.end_room(p_room app.practice_rooms, p_reason text, p_keep_rounds boolean default false)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_stages constant text[] := app.practice_stages_of(p_room.organization_id);
  v_room app.practice_rooms := p_room;
begin
  v_room.ics_sequence := p_room.ics_sequence + 1;
  v_room.updated_at := app.now();
  -- Where nobody is awaited any more, all were told when it ended.
  if exists (select from app.practice_seats as s where (s.room_id, s.organization_id) = (p_room.room_id, p_room.organization_id) and not isempty(s.span)) then
    perform app.announce_room(null, v_room, 'cancelled', p_reason);
  end if;
  perform app.leave_seats(p_room);
  perform app.end_video_room('practice_room', p_room.room_id);
  if p_keep_rounds and app.was_practised(p_room) then
    update app.practice_rooms as r
    set stage = v_stages[cardinality(v_stages)], ics_sequence = v_room.ics_sequence, updated_at = v_room.updated_at
    where (r.room_id, r.organization_id) = (p_room.room_id, p_room.organization_id);
  else
    delete from app.practice_rooms as r where (r.room_id, r.organization_id) = (p_room.room_id, p_room.organization_id);
  end if;
end;
$$;

comment on function app.end_room(app.practice_rooms, text, boolean) is
  'Tells both, lets go of their time, deletes the room with its rounds.  p_keep_rounds: where a round was begun, the room stays in the last stage instead, for what was'
  ' said there is two persons''.  The caller has locked it.';

create function app.was_practised(p_room app.practice_rooms)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select exists (
    select from app.practice_rounds as d where (d.room_id, d.organization_id) = (p_room.room_id, p_room.organization_id) and d.started_at is not null
  );
$$;

comment on function app.was_practised(app.practice_rooms) is 'Whether a round was begun there.';
