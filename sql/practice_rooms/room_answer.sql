-- room_answer: what a verb answers about a room.
--
-- Room:   practice_rooms
-- Reads:  app.practice_rooms, app.practice_rounds
create function app.room_answer(p_room app.practice_rooms)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'room_id', p_room.room_id, 'organization_id', p_room.organization_id, 'title', p_room.title, 'is_private', p_room.is_private,
    'stage', p_room.stage, 'status', case when p_room.guest_id is null then 'open' else 'booked' end,
    'starts_at', p_room.starts_at, 'ends_at', p_room.ends_at, 'host_name', p_room.host_name, 'guest_name', p_room.guest_name,
    'my_role', case (select auth.uid()) when p_room.host_id then 'host' when p_room.guest_id then 'guest' end
  );
$$;

comment on function app.room_answer(app.practice_rooms) is
  '{room_id, organization_id, title, is_private, stage, status, starts_at, ends_at, host_name, guest_name, my_role}.';

create function app.round_answer(p_round app.practice_rounds)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'round_id', p_round.round_id, 'room_id', p_round.room_id, 'organization_id', p_round.organization_id, 'number', p_round.number,
    'candidate', p_round.candidate, 'started_at', p_round.started_at, 'finished_at', p_round.finished_at
  );
$$;

comment on function app.round_answer(app.practice_rounds) is
  '{round_id, room_id, organization_id, number, candidate, started_at, finished_at}: not what was said, which would outlive its round among the idempotency keys.';
