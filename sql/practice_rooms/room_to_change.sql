-- room_to_change: the caller's own room, locked.
--
-- Room:   practice_rooms
-- Reads:  app.practice_rooms, app.practice_rounds
-- Locks:  the room
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function app.room_to_change(p_room_id uuid, p_host_only boolean)
returns app.practice_rooms
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_room app.practice_rooms;
begin
  select r.* into v_room from app.practice_rooms as r where r.room_id = p_room_id for update;
  if v_room.room_id is null or (
    v_user_id not in (v_room.host_id, coalesce(v_room.guest_id, v_room.host_id))
    and (
      v_room.guest_id is not null or v_room.is_private or v_room.organization_id <> all (private.my_belongings())
    )
  ) then
    perform app.fail('not_found', format('No practice room %s of yours.', p_room_id), 'It may have been deleted. Choose one from your list.');
  end if;
  if v_user_id <> v_room.host_id and (p_host_only or v_user_id is distinct from v_room.guest_id) then
    perform app.fail('not_allowed', 'This is somebody else''s room.', 'Only its host changes it.');
  end if;
  if p_host_only and (app.account_details(v_room.organization_id, v_user_id)).belongs is not true then
    perform app.fail('not_allowed', 'You do not belong to this organization any more.', 'What was practised stays as it is; you may delete it.');
  end if;
  return v_room;
end;
$$;

comment on function app.room_to_change(uuid, boolean) is
  'Authorises: the host, while belonging to the organization, or host and guest.  Not found where the caller may not see it, not allowed where it is open and somebody else''s.  For definers.';

create function app.round_to_change(p_round_id uuid)
returns app.practice_rounds
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_room_id uuid := (select d.room_id from app.practice_rounds as d where d.round_id = p_round_id);
  v_user_id uuid := app.sign_in_required();
  v_round app.practice_rounds;
begin
  perform from app.practice_rooms as r where r.room_id = v_room_id and v_user_id in (r.host_id, r.guest_id) for update;
  if not found then
    perform app.fail('not_found', format('No round %s of your practice rooms.', p_round_id), 'Its room may have been deleted.');
  end if;
  select d.* into v_round from app.practice_rounds as d where d.round_id = p_round_id;
  return v_round;
end;
$$;

comment on function app.round_to_change(uuid) is 'Authorises: host and guest.  The round, whose room is locked.  For definers.';

create function app.check_room_goes_on(p_room app.practice_rooms)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_room.stage = (select s[cardinality(s)] from app.practice_stages_of(p_room.organization_id) as s) then
    perform app.fail('illegal_transition', 'This practice room has ended.', 'Create another one.');
  end if;
end;
$$;

comment on function app.check_room_goes_on(app.practice_rooms) is 'Raises illegal_transition in the last stage: what has ended stays as it is.';
