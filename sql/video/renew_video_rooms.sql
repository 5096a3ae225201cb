-- renew_video_rooms: a worker that is still at some rooms keeps them.
--
-- Room:   video
-- Caller: the service role
-- Reads:  app.video_rooms
-- Writes: app.video_rooms
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.renew_video_rooms(p_worker text, p_video_room_ids uuid[], p_lease_seconds integer)
returns setof uuid
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  perform app.check_leased(p_video_room_ids);
  perform app.check_lease(p_lease_seconds);
  return query
  -- One that is locked is just being changed or ended.
  with ours as (
    select r.video_room_id, r.organization_id
    from app.video_rooms as r
    where r.video_room_id = any (p_video_room_ids) and r.done_revision < r.revision and r.leased_by = p_worker
    for no key update skip locked
  )
  update app.video_rooms as r
  set next_attempt_at = app.now() + make_interval(secs => p_lease_seconds)
  from ours
  where (r.video_room_id, r.organization_id) = (ours.video_room_id, ours.organization_id)
  returning r.video_room_id;
end;
$$;

comment on function private.renew_video_rooms(text, uuid[], integer) is 'Definer: rooms are no role''s to write.  See api.renew_video_rooms.';
grant execute on function private.renew_video_rooms(text, uuid[], integer) to service_role;

create function api.renew_video_rooms(worker text, video_room_ids uuid[], lease_seconds integer default 60)
returns setof uuid
language sql
volatile
security invoker
set search_path = ''
as $$
  select r.* from private.renew_video_rooms(renew_video_rooms.worker, renew_video_rooms.video_room_ids, renew_video_rooms.lease_seconds) as r;
$$;

comment on function api.renew_video_rooms(text, uuid[], integer) is
  'Lets the leases of these rooms last lease_seconds from now, where worker still has them.  Returns the ids of those it has.  Safe to repeat.';
grant execute on function api.renew_video_rooms(text, uuid[], integer) to service_role;
