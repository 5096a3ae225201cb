-- mark_video_room_done: the provider has the room as it was asked, or no longer has it.
--
-- Room:   video
-- Caller: the service role
-- Reads:  app.video_rooms
-- Writes: app.video_rooms
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_video_room_done(p_video_room_id uuid, p_revision integer, p_wanted boolean, p_url text)
returns text
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_room app.video_rooms := private.video_room_of_the_service(p_video_room_id);
begin
  if v_room.provider <> 'daily' then
    return 'dropped';
  end if;
  if p_revision = v_room.revision and p_wanted = (v_room.status <> 'ended') then
    update app.video_rooms as r
    set done_revision = r.revision, leased_by = null, failing_since = null, last_error = null, attempts = 0,
        status = case when p_wanted then 'ready' else r.status end, url = case when p_wanted then p_url end
    where r.video_room_id = p_video_room_id;
    return 'done';
  end if;
  -- It was moved or ended meanwhile, by whomever it was done before: what is there now is seen to once more.
  update app.video_rooms as r
  set done_revision = least(r.done_revision, r.revision - 1), next_attempt_at = app.now(), leased_by = null
  where r.video_room_id = p_video_room_id;
  return 'changed';
end;
$$;

comment on function private.mark_video_room_done(uuid, integer, boolean, text) is 'Definer: rooms are no role''s to write.  See api.mark_video_room_done.';
grant execute on function private.mark_video_room_done(uuid, integer, boolean, text) to service_role;

create function api.mark_video_room_done(video_room_id uuid, revision integer, wanted boolean, url text default null)
returns text
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_video_room_done(
    mark_video_room_done.video_room_id, mark_video_room_done.revision, mark_video_room_done.wanted, mark_video_room_done.url
  );
$$;

comment on function api.mark_video_room_done(uuid, integer, boolean, text) is
  'Ends an errand that claim_video_rooms gave out, with its revision and wanted; url: of a room that was made.  Returns done; changed where the room was moved or'
  ' ended meanwhile, and is due again at once; dropped where nothing is left of it to do.';
grant execute on function api.mark_video_room_done(uuid, integer, boolean, text) to service_role;
