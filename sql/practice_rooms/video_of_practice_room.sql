-- video_of_practice_room: host or guest come to the video room.
--
-- Room:   practice_rooms
-- Caller: the host, or the guest
-- Reads:  app.practice_rooms, app.video_rooms
-- Raises: PT401 not_signed_in, PT404 not_found
create function private.video_of_practice_room(p_room_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_entry jsonb;
begin
  select app.video_entry(v, case v_user_id when r.host_id then 'host' else 'guest' end) into v_entry
  from app.practice_rooms as r
  left join app.video_rooms as v on (v.subject_kind, v.subject_id) = ('practice_room', r.room_id)
  where r.room_id = p_room_id and v_user_id in (r.host_id, r.guest_id);
  if v_entry is null then
    perform app.fail('not_found', format('No practice room %s that you may enter.', p_room_id), 'Check which account you are signed in with.');
  end if;
  return v_entry;
end;
$$;

comment on function private.video_of_practice_room(uuid) is 'Definer: video rooms are no role''s to read.  Host and guest only.  See api.video_of_practice_room.';
grant execute on function private.video_of_practice_room(uuid) to authenticated;

create function api.video_of_practice_room(room_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.video_of_practice_room(video_of_practice_room.room_id);
$$;

comment on function api.video_of_practice_room(uuid) is 'As video_of_booking, for host and guest of a practice room.';
grant execute on function api.video_of_practice_room(uuid) to authenticated;
