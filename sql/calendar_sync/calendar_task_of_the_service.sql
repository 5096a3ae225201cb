-- calendar_task_of_the_service: one task, its connection and the connection's turn, locked for the worker that has it.
--
-- Room:   calendar_sync
-- Reads:  app.calendar_connections, app.calendar_tasks, app.calendar_turns
-- Locks:  the connection, its turn, then the task
-- Raises: PT403 not_allowed, PT404 not_found
create function private.calendar_task_of_the_service(p_task_id uuid, p_worker text)
returns app.calendar_tasks
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_task app.calendar_tasks;
begin
  perform app.service_role_required();
  -- First of all, as whoever disconnects it does, who takes the tasks away next.
  perform from app.calendar_connections as c
  where c.connection_id = (select t.connection_id from app.calendar_tasks as t where t.task_id = p_task_id)
  for no key update;
  perform from app.calendar_turns as u
  where u.connection_id = (select t.connection_id from app.calendar_tasks as t where t.task_id = p_task_id)
  for no key update;
  select * into v_task from app.calendar_tasks as t where t.task_id = p_task_id for no key update;
  -- What somebody else has by now is theirs to tell of: they looked at it later.
  if v_task.task_id is null or (v_task.status = 'queued' and v_task.leased_by is distinct from p_worker) then
    perform app.fail('not_found', format('No calendar task %s that %s has.', p_task_id, coalesce(p_worker, 'nobody')), 'Its connection or its lease has ended: there is nothing to mark.');
  end if;
  return v_task;
end;
$$;

comment on function private.calendar_task_of_the_service(uuid, text) is 'Definer: tasks are no role''s to read.  Locks and returns it, or raises PT404 not_found.';
