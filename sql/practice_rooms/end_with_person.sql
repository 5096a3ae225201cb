-- end_with_person: who has left an organization practises there no more, and whoever was to practise with them is told.
--
-- Room:   practice_rooms
-- Reads:  app.practice_rooms
-- Writes: app.audit_log, app.next_slots, app.notifications, app.outbox_events, app.practice_rooms, app.practice_seats, app.room_slots, app.slot_claims,
--         app.video_rooms
create function private.end_with_person()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_room app.practice_rooms;
begin
  -- A member who was suspended may still be a client, and a client who was archived a member.
  if old.user_id is null or (app.account_details(old.organization_id, old.user_id)).belongs then
    return null;
  end if;
  for v_room in
    select r.* from app.practice_rooms as r
    where r.organization_id = old.organization_id and old.user_id in (r.host_id, r.guest_id) and r.starts_at > app.now()
    order by r.room_id
    for update
  loop
    perform app.end_room(v_room, null, p_keep_rounds => true);
  end loop;
  delete from app.room_slots as s where (s.host_id, s.organization_id) = (old.user_id, old.organization_id) and s.room_id is null;
  return null;
end;
$$;

comment on function private.end_with_person() is
  'Trigger, when a member is suspended or leaves, and when a client is archived or erased: rooms to come are deleted, and told; slots that nobody took go.'
  '  What was practised stays: a room that was moved on after a round has ended.  Definer, since members and clients are written by others.';

create trigger _500_end_practice after update of suspended_at on app.members
for each row when (old.suspended_at is null and new.suspended_at is not null) execute function private.end_with_person();
create trigger _500_end_practice_of_gone after delete on app.members for each row execute function private.end_with_person();
create trigger _500_end_practice after update of archived_at, user_id on app.clients
for each row when (
  old.user_id is not null and (new.user_id is distinct from old.user_id or old.archived_at is null and new.archived_at is not null)
)
execute function private.end_with_person();
