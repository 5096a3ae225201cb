-- note_calendar_event: what the provider said of a booking's event.
--
-- Room:   calendar_sync
-- Reads:  app.calendar_tasks
-- Writes: app.calendar_events
create function app.note_calendar_event(p_task app.calendar_tasks, p_result jsonb)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  update app.calendar_events as e
  set removed_at = app.now(), etag = null
  where (e.booking_id, e.connection_id, e.organization_id) = (p_task.subject_id, p_task.connection_id, p_task.organization_id)
    and p_result -> 'removed' = 'true' and e.removed_at is null;
  update app.calendar_events as e
  set remote_id = p_result ->> 'remote_id', etag = p_result ->> 'etag', written_sequence = (p_result ->> 'sequence')::integer,
      written_starts_at = (p_result ->> 'starts_at')::timestamptz, written_ends_at = (p_result ->> 'ends_at')::timestamptz,
      written_at = app.now(), removed_at = null
  where (e.booking_id, e.connection_id, e.organization_id) = (p_task.subject_id, p_task.connection_id, p_task.organization_id)
    and p_result ? 'remote_id' and e.calendar_id = p_result ->> 'calendar_id';
$$;

comment on function app.note_calendar_event(app.calendar_tasks, jsonb) is
  'Keeps {calendar_id, remote_id, etag, sequence, starts_at, ends_at} of what was written, or {removed: true}.  Nothing when the calendar is another by now.';
