-- queue_calendar_task: something is to be done at a provider, once, however often it is asked for.
--
-- Room:   calendar_sync
-- Reads:  app.calendar_connections
-- Writes: app.calendar_tasks, app.calendar_turns
-- Locks:  the connection's events, shared, for one of them; then the task
create function app.lock_events_of(p_connection_id uuid, p_all boolean)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if p_all then
    perform pg_advisory_xact_lock(hashtextextended(p_connection_id::text, 4));
  else
    perform pg_advisory_xact_lock_shared(hashtextextended(p_connection_id::text, 4));
  end if;
end;
$$;

comment on function app.lock_events_of(uuid, boolean) is
  'Held until the end of the transaction, before tasks for events are queued: by many at once, or by one that queues all of a connection.  A change of many bookings'
  ' queues them in an order of its own, in which two would come to wait for each other.';

create function app.queue_calendar_task(p_organization_id uuid, p_connection_id uuid, p_kind text, p_subject_id uuid default null, p_at timestamptz default null)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_at timestamptz := coalesce(p_at, app.now());
begin
  -- Nobody carries out what is queued for one that has ended; connected once more, everything is queued anew.
  if not exists (
    select from app.calendar_connections as c where (c.connection_id, c.organization_id, c.status) = (p_connection_id, p_organization_id, 'connected')
  ) then
    return;
  end if;
  if p_kind = 'put_event' then
    perform app.lock_events_of(p_connection_id, p_all => false);
  end if;
  insert into app.calendar_turns (connection_id, organization_id) values (p_connection_id, p_organization_id) on conflict do nothing;
  insert into app.calendar_tasks as t (organization_id, connection_id, kind, subject_id, next_attempt_at)
  values (p_organization_id, p_connection_id, p_kind, p_subject_id, v_at)
  on conflict (connection_id, kind, subject_id) where status = 'queued' do update
  -- While a worker has it, next_attempt_at is its lease: what it may not have seen is looked at once more.
  set next_attempt_at = case when t.leased_by is null then least(t.next_attempt_at, excluded.next_attempt_at) else t.next_attempt_at end,
      again_at = case when t.leased_by is not null then least(t.again_at, excluded.next_attempt_at) end;
end;
$$;

comment on function app.queue_calendar_task(uuid, uuid, text, uuid, timestamptz) is
  'Queues a task for p_at, or for now; one that waits already is due at the earlier of both times.  In the transaction of the change that it is about.'
  '  Nothing where the connection is not connected.';
