-- follow_connection: what a calendar is to show goes there when it is connected, and nothing more once it is not.
--
-- Room:   calendar_sync
-- Reads:  app.bookings, app.calendar_connections, app.members, app.practitioners
-- Writes: app.calendar_events, app.calendar_tasks, app.calendar_turns
-- Locks:  with the connection: its events, all of them; its turn; its tasks
create function app.queue_all_events(p_connection app.calendar_connections)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- Whoever is just queueing some of them comes before, and what they changed is seen, or after.
  select app.lock_events_of(p_connection.connection_id, p_all => true);
  insert into app.calendar_turns (connection_id, organization_id) values (p_connection.connection_id, p_connection.organization_id) on conflict do nothing;
  -- One that waits already is left as it is: nobody has a task of this connection just now.
  insert into app.calendar_tasks (organization_id, connection_id, kind, subject_id)
  select p_connection.organization_id, p_connection.connection_id, 'put_event', due.booking_id
  from (
    select b.booking_id, b.starts_at
    from app.members as m
    join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id)
    join app.bookings as b on (b.practitioner_id, b.organization_id) = (p.practitioner_id, p.organization_id)
    where (m.user_id, m.organization_id) = (p_connection.user_id, p_connection.organization_id)
      and b.ends_at > app.now() and app.is_booked_time(b.status)
    union
    -- What is there already may have changed while nobody let us in.
    select e.booking_id, e.written_starts_at
    from app.calendar_events as e
    where (e.connection_id, e.organization_id) = (p_connection.connection_id, p_connection.organization_id)
      and e.removed_at is null and coalesce(e.written_ends_at > app.now(), true)
  ) as due
  order by due.starts_at
  on conflict (connection_id, kind, subject_id) where status = 'queued' do nothing;
$$;

comment on function app.queue_all_events(app.calendar_connections) is 'Queues every booking to come of the connection''s owner, and what stands in the calendar; the soonest first.';

create function app.follow_connection()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and old.calendar_id is distinct from new.calendar_id then
    -- What stood in the former calendar is not in this one.
    delete from app.calendar_events as e where (e.connection_id, e.organization_id) = (new.connection_id, new.organization_id);
    -- Who comes back after having disconnected finds the calendar again: what was cancelled meanwhile still stands there.
    update app.calendar_events as e
    set connection_id = new.connection_id
    from app.calendar_connections as c
    where (e.connection_id, e.organization_id) = (c.connection_id, c.organization_id) and e.calendar_id = new.calendar_id
      and (c.user_id, c.organization_id, c.provider, c.status) = (new.user_id, new.organization_id, new.provider, 'ended');
  end if;
  if new.status <> 'connected' then
    -- Of one that has ended no task will ever be done, which would take the finished ones along after a week.
    delete from app.calendar_tasks as t
    where (t.connection_id, t.organization_id) = (new.connection_id, new.organization_id) and (t.status = 'queued' or new.status = 'ended');
  elsif new.calendar_id is null then
    perform app.queue_calendar_task(new.organization_id, new.connection_id, 'prepare');
  else
    update app.calendar_turns as t set failures = 0, resting_until = null where (t.connection_id, t.organization_id) = (new.connection_id, new.organization_id);
    perform app.queue_all_events(new);
  end if;
  return null;
end;
$$;

comment on function app.follow_connection() is
  'Trigger: a connection without a calendar gets one made; with one, every booking to come is written; one that ended or was revoked has no tasks any more.';

create trigger _800_follow after insert on app.calendar_connections
for each row execute function app.follow_connection();
create trigger _800_follow_change after update of status, calendar_id on app.calendar_connections
for each row when ((old.status, old.calendar_id) is distinct from (new.status, new.calendar_id))
execute function app.follow_connection();
