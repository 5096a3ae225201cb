-- lease_calendar_task: the next task of one connection, for a worker.
--
-- Room:   calendar_sync
-- Reads:  app.bookings, app.calendar_connections, app.calendar_tasks, app.organizations
-- Writes: app.calendar_events, app.calendar_tasks, app.calendar_turns
-- Locks:  the connection's turn, the task, then its booking, each if it is free
create type app.leased_calendar_task as (
  task_id uuid,
  organization_id uuid,
  connection_id uuid,
  user_id uuid,
  kind text,
  subject_id uuid,
  attempt integer,
  changed_at timestamptz,
  provider text,
  calendar_id text,
  calendar_name text,
  scopes text[],
  invites_by text,
  sealed text,
  data_key_id uuid,
  organization_name text,
  time_zone text,
  payload jsonb
);

comment on type app.leased_calendar_task is 'What a worker needs to carry out one task: what it is, at whose account, with the credentials as they are sealed.';

create function app.lease_calendar_task(p_connection_id uuid, p_worker text, p_lease_seconds integer)
returns setof app.leased_calendar_task
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_connection app.calendar_connections;
  v_task app.calendar_tasks;
  v_payload jsonb;
begin
  perform from app.calendar_turns as u where u.connection_id = p_connection_id for no key update skip locked;
  -- One at a time: whoever has one, has the connection.
  if not found or exists (
    select from app.calendar_tasks as t
    where t.connection_id = p_connection_id and t.status = 'queued' and t.leased_by is not null and t.next_attempt_at > app.now()
  ) then
    return;
  end if;
  select c.* into v_connection from app.calendar_connections as c where c.connection_id = p_connection_id and c.status = 'connected';
  select d.* into v_task from app.calendar_tasks as d
  where d.connection_id = v_connection.connection_id and d.status = 'queued' and d.next_attempt_at <= app.now()
    and (d.kind in ('prepare', 'busy') or v_connection.calendar_id is not null)
  order by d.kind = 'prepare' desc, d.next_attempt_at, d.position
  limit 1
  for no key update skip locked;
  if not found then
    return;
  end if;
  -- Whoever is just changing the booking wants its task next, and the event's row is to hold on to the booking: they come first.
  if v_task.kind = 'put_event' and not app.is_free_booking(v_task.subject_id, v_task.organization_id) then
    return;
  end if;
  update app.calendar_tasks as t
  set next_attempt_at = app.now() + make_interval(secs => p_lease_seconds), leased_by = p_worker, attempts = t.attempts + 1, again_at = null
  where (t.task_id, t.organization_id) = (v_task.task_id, v_task.organization_id)
  returning t.* into v_task;
  update app.calendar_turns as u set served_at = app.now() where u.connection_id = p_connection_id;
  if v_task.kind = 'put_event' then
    v_payload := app.calendar_event_payload(v_task);
    -- From here on it may be there, whatever becomes of the worker.
    insert into app.calendar_events (booking_id, connection_id, organization_id, calendar_id, ics_uid)
    select v_task.subject_id, v_task.connection_id, v_task.organization_id, v_connection.calendar_id, v_payload #>> '{booking,ics_uid}'
    where v_payload -> 'wanted' = 'true'
    on conflict (booking_id, connection_id, organization_id) do update set tried_at = app.now();
  end if;
  return query
  select
    v_task.task_id, v_task.organization_id, v_task.connection_id, v_connection.user_id, v_task.kind, v_task.subject_id, v_task.attempts, v_task.changed_at,
    v_connection.provider, v_connection.calendar_id, v_connection.calendar_name, v_connection.scopes, v_connection.invites_by,
    v_connection.sealed, v_connection.data_key_id, o.name, coalesce(p.time_zone, o.time_zone), v_payload
  from app.organizations as o
  left join app.members as m on (m.user_id, m.organization_id) = (v_connection.user_id, o.organization_id)
  left join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id)
  where o.organization_id = v_task.organization_id;
end;
$$;

comment on function app.lease_calendar_task(uuid, text, integer) is
  'Leases the connection''s next task, unless somebody has one of it: making its calendar before all else, then what is due longest.';
