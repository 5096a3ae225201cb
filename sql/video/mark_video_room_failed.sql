-- mark_video_room_failed: an attempt did not succeed; try again later, for as long as the room is wanted.
--
-- Room:   video
-- Caller: the service role
-- Reads:  app.bookings, app.video_rooms
-- Writes: app.audit_log, app.outbox_events, app.video_rooms
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_video_room_failed(
  p_video_room_id uuid, p_revision integer, p_error text, p_retryable boolean, p_retry_after_seconds integer
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_room app.video_rooms := private.video_room_of_the_service(p_video_room_id);
  v_told boolean;
begin
  if v_room.done_revision = v_room.revision or p_revision <> v_room.revision then
    update app.video_rooms as r set next_attempt_at = app.now(), leased_by = null where r.video_room_id = p_video_room_id;
    return jsonb_build_object('status', v_room.status, 'next_attempt_at', null);
  end if;
  -- The practitioner hears of it once it has failed for an hour, or cannot succeed as things are, or people are about to meet.
  v_told := v_room.status = 'wanted' and (
    not coalesce(p_retryable, true) or v_room.failing_since <= app.now() - interval '1 hour'
    or (v_room.attempts >= 3 and v_room.opens_at <= app.now() + interval '30 minutes')
  ) is true;
  update app.video_rooms as r
  set status = case when v_told then 'failed' else r.status end, failing_since = coalesce(r.failing_since, app.now()), leased_by = null,
      last_error = left(p_error, 500),
      next_attempt_at = app.now() + greatest(
        case when coalesce(p_retryable, true) then app.backoff(v_room.attempts, '10 seconds', 3, '15 minutes') else interval '15 minutes' end,
        app.asked_delay(p_retry_after_seconds)
      )
  where r.video_room_id = p_video_room_id
  returning * into v_room;
  if v_told then
    perform app.announce_video_failed(v_room);
    perform app.record(
      v_room.organization_id, 'video_room.failed', p_video_room_id::text, null,
      jsonb_build_object('subject_kind', v_room.subject_kind, 'subject_id', v_room.subject_id, 'attempt', v_room.attempts)
    );
  end if;
  return jsonb_build_object('status', v_room.status, 'next_attempt_at', v_room.next_attempt_at);
end;
$$;

comment on function private.mark_video_room_failed(uuid, integer, text, boolean, integer) is 'Definer: rooms are no role''s to write.  See api.mark_video_room_failed.';
grant execute on function private.mark_video_room_failed(uuid, integer, text, boolean, integer) to service_role;

create function api.mark_video_room_failed(
  video_room_id uuid, revision integer, error text, retryable boolean default true, retry_after_seconds integer default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_video_room_failed(
    mark_video_room_failed.video_room_id, mark_video_room_failed.revision, mark_video_room_failed.error,
    mark_video_room_failed.retryable, mark_video_room_failed.retry_after_seconds
  );
$$;

comment on function api.mark_video_room_failed(uuid, integer, text, boolean, integer) is
  'Notes a failed attempt: it is due again with exponential backoff until the room''s time is over.  After an hour of failing, at once where it is not retryable,'
  ' and half an hour before the room should open, the practitioner is told.  Returns {status, next_attempt_at}.';
grant execute on function api.mark_video_room_failed(uuid, integer, text, boolean, integer) to service_role;
