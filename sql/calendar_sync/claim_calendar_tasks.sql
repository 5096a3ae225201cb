-- claim_calendar_tasks: lease some tasks to a worker, one of each connection.
--
-- Room:   calendar_sync
-- Caller: the service role
-- Reads:  app.calendar_connections, app.calendar_tasks, app.calendar_turns
-- Writes: app.calendar_events, app.calendar_tasks, app.calendar_turns
-- Locks:  the connections' turns, those that are free; then their tasks
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.claim_calendar_tasks(p_worker text, p_batch_size integer, p_lease_seconds integer)
returns setof app.leased_calendar_task
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_connection_id uuid;
  v_leased app.leased_calendar_task;
  v_left integer := p_batch_size;
begin
  perform app.service_role_required();
  perform app.check_claim(p_worker, p_batch_size, p_lease_seconds);
  foreach v_connection_id in array array(select app.waiting_connections()) loop
    exit when v_left <= 0;
    for v_leased in select l.* from app.lease_calendar_task(v_connection_id, p_worker, p_lease_seconds) as l loop
      v_left := v_left - 1;
      return next v_leased;
    end loop;
  end loop;
end;
$$;

comment on function private.claim_calendar_tasks(text, integer, integer) is 'Definer: tasks and credentials are no role''s to read.  See api.claim_calendar_tasks.';
grant execute on function private.claim_calendar_tasks(text, integer, integer) to service_role;

create function api.claim_calendar_tasks(worker text, batch_size integer default 8, lease_seconds integer default 60)
returns table (
  task_id uuid, organization_id uuid, connection_id uuid, user_id uuid, kind text, subject_id uuid, attempt integer, changed_at timestamptz, provider text,
  calendar_id text, calendar_name text, scopes text[], invites_by text, sealed text, data_key_id uuid, organization_name text, time_zone text, payload jsonb
)
language sql
volatile
security invoker
set search_path = ''
as $$
  select c.*
  from private.claim_calendar_tasks(claim_calendar_tasks.worker, claim_calendar_tasks.batch_size, claim_calendar_tasks.lease_seconds) as c;
$$;

comment on function api.claim_calendar_tasks(text, integer, integer) is
  'Up to batch_size calendar tasks that are due, one of each connection, in turns over the organizations, leased to worker for lease_seconds; a lease that ends'
  ' without mark_calendar_task_done or mark_calendar_task_failed makes it due again.  payload: of put_event as app.calendar_event_payload makes it, else null.'
  '  sealed: the credentials, for whoever has the master key.';
grant execute on function api.claim_calendar_tasks(text, integer, integer) to service_role;
