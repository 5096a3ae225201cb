-- tell_rooms: open pages hear at once of rooms and slots that come, change and go.
--
-- Room:  practice_rooms
--
-- Topics: practice_rooms:<organization_id>, for all who belong there; practice_room:<room_id>, for all who see the room.
create function private.tell_rooms()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_row jsonb := coalesce(v_after, v_before);
begin
  if tg_table_name <> 'room_slots' then
    perform app.broadcast('practice_room:' || (v_row ->> 'room_id'), 'practice_room', jsonb_build_object('room_id', v_row -> 'room_id'));
  end if;
  if tg_table_name = 'room_slots' then
    perform app.broadcast('practice_rooms:' || (v_row ->> 'organization_id'), 'room_slots', jsonb_build_object('slot_id', v_row -> 'slot_id'));
  -- What is in the list, or was in it: of private rooms, and of those that somebody has, the others hear nothing.
  elsif tg_table_name = 'practice_rooms' and (
    v_before is not null and v_before ->> 'is_private' = 'false' and v_before ->> 'guest_id' is null
    or v_after is not null and v_after ->> 'is_private' = 'false' and v_after ->> 'guest_id' is null
  ) then
    perform app.broadcast('practice_rooms:' || (v_row ->> 'organization_id'), 'practice_rooms', jsonb_build_object('room_id', v_row -> 'room_id'));
  end if;
  return null;
end;
$$;

comment on function private.tell_rooms() is
  'Trigger: practice_rooms {room_id} and room_slots {slot_id} to the organization, where the list of open ones changes; practice_room {room_id} to the room, whatever'
  ' changed in it, its rounds too.  Nothing of what: whoever hears it asks.  Definer, since no caller may broadcast.';

create trigger _800_tell after insert or update or delete on app.practice_rooms for each row execute function private.tell_rooms();
create trigger _800_tell after insert or update on app.practice_rounds for each row execute function private.tell_rooms();
create trigger _800_tell after insert or update or delete on app.room_slots for each row execute function private.tell_rooms();

do $$
begin
  -- Realtime belongs to the platform: a database without it has nobody who listens.
  if to_regclass('realtime.messages') is null then
    return;
  end if;

  drop policy if exists messages_select_by_who_belongs on realtime.messages;
  create policy messages_select_by_who_belongs on realtime.messages for select to authenticated
  using (
    extension = 'broadcast'
    and substring(topic from '^practice_rooms:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$')::uuid = any ((select private.my_belongings())::uuid[])
  );

  -- The subquery is under the policy of practice_rooms.
  drop policy if exists messages_select_by_who_sees_the_room on realtime.messages;
  create policy messages_select_by_who_sees_the_room on realtime.messages for select to authenticated
  using (
    extension = 'broadcast'
    and exists (
      select from app.practice_rooms as r
      where r.room_id = substring(messages.topic from '^practice_room:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$')::uuid
    )
  );
end;
$$;
