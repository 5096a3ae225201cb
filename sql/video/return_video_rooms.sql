-- return_video_rooms: a worker gives rooms back that it has asked nothing for.
--
-- Room:   video
-- Caller: the service role
-- Reads:  app.video_rooms
-- Writes: app.video_rooms
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.return_video_rooms(p_worker text, p_video_room_ids uuid[])
returns integer
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_returned integer;
begin
  perform app.service_role_required();
  perform app.check_leased(p_video_room_ids);
  -- One that is locked is just being changed or ended.
  with ours as (
    select r.video_room_id, r.organization_id
    from app.video_rooms as r
    where r.video_room_id = any (p_video_room_ids) and r.done_revision < r.revision and r.leased_by = p_worker
    for no key update skip locked
  )
  update app.video_rooms as r
  set next_attempt_at = app.now(), leased_by = null, attempts = r.attempts - 1
  from ours
  where (r.video_room_id, r.organization_id) = (ours.video_room_id, ours.organization_id);
  get diagnostics v_returned = row_count;
  return v_returned;
end;
$$;

comment on function private.return_video_rooms(text, uuid[]) is 'Definer: rooms are no role''s to write.  See api.return_video_rooms.';
grant execute on function private.return_video_rooms(text, uuid[]) to service_role;

create function api.return_video_rooms(worker text, video_room_ids uuid[])
returns integer
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.return_video_rooms(return_video_rooms.worker, return_video_rooms.video_room_ids);
$$;

comment on function api.return_video_rooms(text, uuid[]) is
  'Makes these rooms due again at once and takes back the attempt that claiming counted, where worker still has them.  Only for those of'
  ' which nothing was asked.  Returns how many.  Safe to repeat.';
grant execute on function api.return_video_rooms(text, uuid[]) to service_role;
