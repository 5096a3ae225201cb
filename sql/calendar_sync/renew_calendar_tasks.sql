-- renew_calendar_tasks: a worker that is still at some tasks keeps them.
--
-- Room:   calendar_sync
-- Caller: the service role
-- Reads:  app.calendar_tasks
-- Writes: app.calendar_tasks
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.renew_calendar_tasks(p_worker text, p_task_ids uuid[], p_lease_seconds integer)
returns setof uuid
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  perform app.check_leased(p_task_ids);
  perform app.check_lease(p_lease_seconds);
  return query
  -- One that is locked is just being ended, taken by another worker, or asked for once more.
  with ours as (
    select t.task_id, t.organization_id
    from app.calendar_tasks as t
    where t.task_id = any (p_task_ids) and t.status = 'queued' and t.leased_by = p_worker
    for no key update skip locked
  )
  update app.calendar_tasks as t
  set next_attempt_at = app.now() + make_interval(secs => p_lease_seconds)
  from ours
  where (t.task_id, t.organization_id) = (ours.task_id, ours.organization_id)
  returning t.task_id;
end;
$$;

comment on function private.renew_calendar_tasks(text, uuid[], integer) is 'Definer: tasks are no role''s to write.  See api.renew_calendar_tasks.';
grant execute on function private.renew_calendar_tasks(text, uuid[], integer) to service_role;

create function api.renew_calendar_tasks(worker text, task_ids uuid[], lease_seconds integer default 60)
returns setof uuid
language sql
volatile
security invoker
set search_path = ''
as $$
  select r.* from private.renew_calendar_tasks(renew_calendar_tasks.worker, renew_calendar_tasks.task_ids, renew_calendar_tasks.lease_seconds) as r;
$$;

comment on function api.renew_calendar_tasks(text, uuid[], integer) is
  'Lets the leases of these tasks last lease_seconds from now, where worker still has them.  Returns the ids of those it has.  Safe to repeat.';
grant execute on function api.renew_calendar_tasks(text, uuid[], integer) to service_role;
