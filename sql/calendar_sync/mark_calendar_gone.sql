-- mark_calendar_gone: somebody deleted the dedicated calendar; another is made, and filled.
--
-- Room:   calendar_sync
-- Caller: the service role
-- Reads:  app.calendar_tasks
-- Writes: app.audit_log, app.calendar_connections, app.calendar_events, app.calendar_tasks, app.calendar_turns
-- Locks:  the connection, its turn, then the task
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_calendar_gone(p_task_id uuid, p_worker text, p_calendar_id text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_task app.calendar_tasks := private.calendar_task_of_the_service(p_task_id, p_worker);
begin
  if v_task.status = 'queued' then
    update app.calendar_tasks as t
    set next_attempt_at = app.now(), leased_by = null, attempts = 0
    where (t.task_id, t.organization_id) = (v_task.task_id, v_task.organization_id);
    -- Its trigger forgets what stood there, and queues the making of another.
    update app.calendar_connections as c
    set calendar_id = null
    where (c.connection_id, c.organization_id) = (v_task.connection_id, v_task.organization_id) and c.calendar_id = p_calendar_id;
    if found then
      perform app.record(v_task.organization_id, 'calendar_connection.calendar_gone', v_task.connection_id::text, null, null);
    end if;
  end if;
  return jsonb_build_object('status', v_task.status);
end;
$$;

comment on function private.mark_calendar_gone(uuid, text, text) is 'Definer: connections and tasks are no role''s to write.  See api.mark_calendar_gone.';
grant execute on function private.mark_calendar_gone(uuid, text, text) to service_role;

create function api.mark_calendar_gone(task_id uuid, worker text, calendar_id text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_calendar_gone(mark_calendar_gone.task_id, mark_calendar_gone.worker, mark_calendar_gone.calendar_id);
$$;

comment on function api.mark_calendar_gone(uuid, text, text) is
  'Says that the calendar into which worker''s task was to write is no more: another one is made first, then the task and all bookings to come are written there.'
  '  Returns {status} of the task.  PT404 where the connection or the lease has ended.  Safe to repeat.';
grant execute on function api.mark_calendar_gone(uuid, text, text) to service_role;
