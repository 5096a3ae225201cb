-- end_video_room: nobody meets there any more.
--
-- Room:   video
-- Writes: app.video_rooms
create function app.end_video_room(p_subject_kind text, p_subject_id uuid)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  update app.video_rooms as r
  set status = 'ended', ended_at = app.now(), revision = r.revision + 1, attempts = 0, next_attempt_at = app.now(), leased_by = null,
      failing_since = null, last_error = null,
      -- What was never asked for need not be removed; what Jitsi has is a name that is forgotten.
      done_revision = case when r.provider = 'daily' and r.asked_at is not null then r.done_revision else r.revision + 1 end,
      name = case when r.provider = 'daily' then r.name end, url = null
  where (r.subject_kind, r.subject_id) = (p_subject_kind, p_subject_id) and r.status <> 'ended';
$$;

comment on function app.end_video_room(text, uuid) is 'Ends the subject''s video room, if it has one: its link is gone, and a worker removes what the provider has.  Safe to repeat.';
