-- end_past_video_rooms: a room is gone after its time.
--
-- Room:   video
-- Reads:  app.video_rooms
-- Writes: app.video_rooms
create function app.end_past_video_rooms()
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  with past as (
    select r.subject_kind, r.subject_id from app.video_rooms as r
    where r.status <> 'ended' and r.closes_at <= app.now()
    limit 500
    for update skip locked
  )
  select app.end_video_room(p.subject_kind, p.subject_id) from past as p;
  -- A day later there is nothing left to remove: rooms expire at the provider too.
  with gone as (
    select r.video_room_id, r.organization_id from app.video_rooms as r
    where r.status = 'ended' and r.ended_at < app.now() - interval '1 day' and r.done_revision < r.revision and r.closes_at < app.now()
    limit 500
    for update skip locked
  )
  update app.video_rooms as r set done_revision = r.revision, leased_by = null
  from gone where (r.video_room_id, r.organization_id) = (gone.video_room_id, gone.organization_id);
  with old as (
    select r.video_room_id, r.organization_id from app.video_rooms as r
    where r.status = 'ended' and r.ended_at < app.now() - interval '90 days' and r.closes_at < app.now()
    limit 500
    for update skip locked
  )
  delete from app.video_rooms as r using old where (r.video_room_id, r.organization_id) = (old.video_room_id, old.organization_id);
$$;

comment on function app.end_past_video_rooms() is 'Ends rooms whose time is over, gives up removing what has expired anyway, and forgets what ended 90 days ago.';
