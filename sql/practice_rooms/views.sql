-- views: practice rooms, rounds and slots, as those see them who may.
--
-- Room:  practice_rooms
-- Reads: app.practice_rooms, app.practice_rounds, app.room_slots
create function private.practice_video(p_room_id uuid)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select app.video_link('practice_room', r.room_id) from app.practice_rooms as r
    where r.room_id = p_room_id and (select auth.uid()) in (r.host_id, r.guest_id)
  );
end;
$$;

comment on function private.practice_video(uuid) is 'The way in, for host and guest; null for others.  Definer, since video rooms are no role''s to read.';
grant execute on function private.practice_video(uuid) to authenticated;

create view api.practice_rooms with (security_invoker = true) as
select
  r.room_id, r.organization_id, r.title, r.is_private, r.stage, app.practice_stages_of(r.organization_id) as stages,
  case when r.guest_id is null then 'open' else 'booked' end as status,
  r.starts_at, r.ends_at, (extract(epoch from r.ends_at - r.starts_at) / 60)::integer as duration_minutes,
  r.host_name, r.guest_name,
  case (select auth.uid()) when r.host_id then 'host' when r.guest_id then 'guest' end as my_role,
  private.practice_video(r.room_id) as video_url, r.last_round, r.booked_at, r.created_at, r.updated_at
from app.practice_rooms as r;

comment on view api.practice_rooms is
  'The caller''s practice rooms, as host or guest, and the open ones of the organizations that the caller belongs to (my_role null).  stages: which there are, the first'
  ' of every new room, the last of those that have ended; video_url: for host and guest, https://… or the path of a page of the web app.  Names, never addresses.  Changed by verbs only.';
grant select on api.practice_rooms to authenticated;

create view api.practice_rounds with (security_invoker = true) as
select
  d.round_id, d.organization_id, d.room_id, d.number,
  case when d.finished_at is not null then 'finished' when d.started_at is not null then 'running' else 'waiting' end as status,
  d.candidate, d.case_brief, d.transcript, d.assessment, d.started_at, d.finished_at, d.created_at
from app.practice_rounds as d;

comment on view api.practice_rounds is 'The rounds of the caller''s practice rooms: for host and guest, and nobody else.  Changed by verbs only.';
grant select on api.practice_rounds to authenticated;

create view api.room_slots with (security_invoker = true) as
select
  s.slot_id, s.organization_id, s.title, case when s.room_id is null then 'open' else 'booked' end as status,
  s.starts_at, s.ends_at, (extract(epoch from s.ends_at - s.starts_at) / 60)::integer as duration_minutes,
  s.host_name, s.host_id = (select auth.uid()) as is_mine, s.room_id, s.created_at
from app.room_slots as s;

comment on view api.room_slots is
  'Times at which members and clients of the caller''s organizations would host: all that are open and to come, the caller''s own, and those that the caller has booked,'
  ' with the room that they became.';
grant select on api.room_slots to authenticated;
