-- return_calendar_tasks: a worker gives tasks back that it has not tried.
--
-- Room:   calendar_sync
-- Caller: the service role
-- Reads:  app.calendar_tasks
-- Writes: app.calendar_tasks
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.return_calendar_tasks(p_worker text, p_task_ids uuid[])
returns integer
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_returned integer;
begin
  perform app.service_role_required();
  perform app.check_leased(p_task_ids);
  -- One that is locked is just being ended, taken by another worker, or asked for once more.
  with ours as (
    select t.task_id, t.organization_id
    from app.calendar_tasks as t
    where t.task_id = any (p_task_ids) and t.status = 'queued' and t.leased_by = p_worker
    for no key update skip locked
  )
  update app.calendar_tasks as t
  set next_attempt_at = app.now(), leased_by = null, again_at = null, attempts = t.attempts - 1
  from ours
  where (t.task_id, t.organization_id) = (ours.task_id, ours.organization_id);
  get diagnostics v_returned = row_count;
  return v_returned;
end;
$$;

comment on function private.return_calendar_tasks(text, uuid[]) is 'Definer: tasks are no role''s to write.  See api.return_calendar_tasks.';
grant execute on function private.return_calendar_tasks(text, uuid[]) to service_role;

create function api.return_calendar_tasks(worker text, task_ids uuid[])
returns integer
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.return_calendar_tasks(return_calendar_tasks.worker, return_calendar_tasks.task_ids);
$$;

comment on function api.return_calendar_tasks(text, uuid[]) is
  'Makes these tasks due again at once and takes back the attempt that claiming counted, where worker still has them.  Only for those of which nothing was'
  ' tried.  Returns how many.  Safe to repeat.';
grant execute on function api.return_calendar_tasks(text, uuid[]) to service_role;
