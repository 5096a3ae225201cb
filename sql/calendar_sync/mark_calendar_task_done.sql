-- mark_calendar_task_done: the provider has it.
--
-- Room:   calendar_sync
-- Caller: the service role
-- Reads:  app.calendar_connections, app.calendar_tasks, app.calendar_turns
-- Writes: app.audit_log, app.calendar_connections, app.calendar_events, app.calendar_tasks, app.calendar_turns
-- Locks:  the connection, its turn, then the task
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_calendar_task_done(p_task_id uuid, p_worker text, p_result jsonb, p_again_seconds integer)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_task app.calendar_tasks := private.calendar_task_of_the_service(p_task_id, p_worker);
  v_again timestamptz := least(v_task.again_at, app.now() + make_interval(secs => p_again_seconds));
begin
  -- Asking twice is no error.
  if v_task.status <> 'queued' then
    return jsonb_build_object('status', v_task.status, 'seconds', null);
  end if;
  perform app.note_calendar_event(v_task, p_result) where v_task.kind = 'put_event';
  update app.calendar_tasks as t
  set status = case when v_again is null then 'done' else 'queued' end, finished_at = case when v_again is null then app.now() end,
      next_attempt_at = coalesce(v_again, t.next_attempt_at), changed_at = coalesce(v_again, t.changed_at), created_at = coalesce(v_again, t.created_at),
      attempts = case when v_again is null then t.attempts else 0 end, again_at = null, leased_by = null, last_error = null
  where (t.task_id, t.organization_id) = (v_task.task_id, v_task.organization_id);
  update app.calendar_turns as u
  set failures = 0, resting_until = null
  where (u.connection_id, u.organization_id) = (v_task.connection_id, v_task.organization_id) and u.failures > 0;
  delete from app.calendar_tasks as t
  where t.connection_id = v_task.connection_id and t.finished_at < app.now() - interval '7 days';
  perform app.connection_worked(v_task.connection_id, l.error, l.since) from app.trouble_left(v_task.connection_id) as l;
  -- Last, since what it brings about locks whatever waits: the bookings to come are queued.
  update app.calendar_connections as c
  set calendar_id = p_result ->> 'calendar_id', calendar_name = p_result ->> 'calendar_name'
  where (c.connection_id, c.organization_id) = (v_task.connection_id, v_task.organization_id)
    and v_task.kind = 'prepare' and c.calendar_id is null and c.status = 'connected';
  return jsonb_build_object('status', case when v_again is null then 'done' else 'queued' end, 'seconds', extract(epoch from app.now() - v_task.changed_at));
end;
$$;

comment on function private.mark_calendar_task_done(uuid, text, jsonb, integer) is 'Definer: tasks are no role''s to write.  See api.mark_calendar_task_done.';
grant execute on function private.mark_calendar_task_done(uuid, text, jsonb, integer) to service_role;

create function api.mark_calendar_task_done(task_id uuid, worker text, result jsonb default null, again_seconds integer default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_calendar_task_done(
    mark_calendar_task_done.task_id, mark_calendar_task_done.worker, mark_calendar_task_done.result, mark_calendar_task_done.again_seconds
  );
$$;

comment on function api.mark_calendar_task_done(uuid, text, jsonb, integer) is
  'Ends a task that worker has, and lets its connection count as well.  Asked for once more meanwhile, or with again_seconds, it is queued again.  result: of'
  ' put_event {calendar_id, remote_id, etag, sequence, starts_at, ends_at}, {removed: true} or null; of prepare {calendar_id, calendar_name}.  Returns {status,'
  ' seconds since the change}.  PT404 where the connection or the lease has ended.  Safe to repeat.';
grant execute on function api.mark_calendar_task_done(uuid, text, jsonb, integer) to service_role;
