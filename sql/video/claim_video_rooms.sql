-- claim_video_rooms: lease some rooms that are not yet as they should be to a worker.
--
-- Room:   video
-- Caller: the service role
-- Reads:  app.video_rooms
-- Writes: app.video_rooms
-- Locks:  the rooms, those that are free
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.claim_video_rooms(p_worker text, p_batch_size integer, p_lease_seconds integer)
returns setof app.video_rooms
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  perform app.check_claim(p_worker, p_batch_size, p_lease_seconds);
  return query
  with due as (
    select r.video_room_id, r.organization_id
    from app.video_rooms as r
    where r.provider = 'daily' and r.done_revision < r.revision and r.next_attempt_at <= app.now()
    -- Who meets soonest comes first.
    order by r.status = 'ended', r.opens_at, r.video_room_id
    limit p_batch_size
    for no key update skip locked
  )
  update app.video_rooms as r
  set leased_by = p_worker, next_attempt_at = app.now() + make_interval(secs => p_lease_seconds), attempts = r.attempts + 1,
      asked_at = coalesce(r.asked_at, app.now())
  from due
  where (r.video_room_id, r.organization_id) = (due.video_room_id, due.organization_id)
  returning r.*;
end;
$$;

comment on function private.claim_video_rooms(text, integer, integer) is 'Definer: rooms are no role''s to read.  See api.claim_video_rooms.';
grant execute on function private.claim_video_rooms(text, integer, integer) to service_role;

create function api.claim_video_rooms(worker text, batch_size integer default 8, lease_seconds integer default 60)
returns table (video_room_id uuid, revision integer, attempt integer, wanted boolean, name text, opens_at timestamptz, closes_at timestamptz)
language sql
volatile
security invoker
set search_path = ''
as $$
  select r.video_room_id, r.revision, r.attempts, r.status <> 'ended', r.name, r.opens_at, r.closes_at
  from private.claim_video_rooms(claim_video_rooms.worker, claim_video_rooms.batch_size, claim_video_rooms.lease_seconds) as r;
$$;

comment on function api.claim_video_rooms(text, integer, integer) is
  'Up to batch_size rooms that the provider has to make or change (wanted) or to remove (not wanted), leased to worker for lease_seconds; a lease that ends'
  ' without mark_video_room_done or mark_video_room_failed makes it due again.';
grant execute on function api.claim_video_rooms(text, integer, integer) to service_role;
