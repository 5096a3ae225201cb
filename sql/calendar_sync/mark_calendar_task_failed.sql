-- mark_calendar_task_failed: the provider does not have it; again later, or never.
--
-- Room:   calendar_sync
-- Caller: the service role
-- Reads:  app.calendar_connections, app.calendar_tasks, app.calendar_turns
-- Writes: app.audit_log, app.calendar_connections, app.calendar_events, app.calendar_tasks, app.calendar_turns, app.notifications, app.outbox_events
-- Locks:  the connection, its turn, then the task
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_calendar_task_failed(p_task_id uuid, p_worker text, p_error text, p_retryable boolean, p_retry_after_seconds integer)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_task app.calendar_tasks := private.calendar_task_of_the_service(p_task_id, p_worker);
  v_error text := left(coalesce(nullif(btrim(p_error), ''), 'unknown'), 500);
  -- Changed meanwhile: what cannot be written as it was may be writable as it is.  And without a calendar nothing is ever written.
  v_last boolean := not coalesce(p_retryable, true) and v_task.again_at is null and v_task.kind <> 'prepare';
  v_asked interval := app.asked_delay(p_retry_after_seconds);
  -- For as long as the connection lives.
  v_next timestamptz := app.now() + greatest(app.backoff(v_task.attempts, '5 seconds', 2, '10 minutes'), v_asked);
begin
  if v_task.status <> 'queued' then
    return jsonb_build_object('status', v_task.status, 'next_attempt_at', null);
  end if;
  update app.calendar_tasks as t
  set status = case when v_last then 'failed' else 'queued' end, finished_at = case when v_last then app.now() end,
      next_attempt_at = v_next, again_at = null, leased_by = null, last_error = v_error
  where (t.task_id, t.organization_id) = (v_task.task_id, v_task.organization_id);
  -- All that waits for this connection would fail alike: it rests.  What was refused for its own sake holds nothing else up.
  update app.calendar_turns as u
  set failures = u.failures + 1, resting_until = case
    when v_last then u.resting_until else app.now() + greatest(app.backoff(u.failures + 1, '5 seconds', 2, '5 minutes'), v_asked)
  end
  where (u.connection_id, u.organization_id) = (v_task.connection_id, v_task.organization_id);
  if v_last then
    perform app.record(
      v_task.organization_id, 'calendar_task.failed', v_task.task_id::text, null,
      jsonb_build_object('connection_id', v_task.connection_id, 'kind', v_task.kind, 'subject_id', v_task.subject_id, 'because', v_error)
    );
  end if;
  perform app.invite_instead(v_task) where v_last and v_task.kind = 'put_event';
  perform app.connection_failed(v_task.connection_id, v_error);
  return jsonb_build_object('status', case when v_last then 'failed' else 'queued' end, 'next_attempt_at', case when not v_last then v_next end);
end;
$$;

comment on function private.mark_calendar_task_failed(uuid, text, text, boolean, integer) is 'Definer: tasks are no role''s to write.  See api.mark_calendar_task_failed.';
grant execute on function private.mark_calendar_task_failed(uuid, text, text, boolean, integer) to service_role;

create function api.mark_calendar_task_failed(
  task_id uuid, worker text, error text, retryable boolean default true, retry_after_seconds integer default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_calendar_task_failed(
    mark_calendar_task_failed.task_id, mark_calendar_task_failed.worker, mark_calendar_task_failed.error,
    mark_calendar_task_failed.retryable, mark_calendar_task_failed.retry_after_seconds
  );
$$;

comment on function api.mark_calendar_task_failed(uuid, text, text, boolean, integer) is
  'Notes a failed attempt of worker at a task: queued again with backoff for as long as the connection lives, which rests meanwhile; without retryable, failed,'
  ' but for the making of the calendar, which all else waits for.'
  '  error: one word of ours.  Returns {status, next_attempt_at}.  PT404 where the connection or the lease has ended.';
grant execute on function api.mark_calendar_task_failed(uuid, text, text, boolean, integer) to service_role;
