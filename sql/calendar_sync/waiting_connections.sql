-- waiting_connections: whose turn it is.
--
-- Room:  calendar_sync
-- Reads: app.calendar_connections, app.calendar_tasks, app.calendar_turns
create function app.waiting_connections()
returns setof uuid
language sql
stable
security invoker
set search_path = ''
as $$
  -- From connection to connection along the index: one that has a thousand tasks costs one step, like any other.
  with recursive waiting as (
    (
      select t.connection_id, t.next_attempt_at from app.calendar_tasks as t
      where t.status = 'queued' order by t.connection_id, t.next_attempt_at limit 1
    )
    union all
    select n.connection_id, n.next_attempt_at
    from waiting as w
    cross join lateral (
      select t.connection_id, t.next_attempt_at from app.calendar_tasks as t
      where t.status = 'queued' and t.connection_id > w.connection_id order by t.connection_id, t.next_attempt_at limit 1
    ) as n
  )
  select u.connection_id
  from waiting as w
  join app.calendar_turns as u on u.connection_id = w.connection_id
  join app.calendar_connections as c on (c.connection_id, c.organization_id) = (u.connection_id, u.organization_id)
  where w.next_attempt_at <= app.now() and c.status = 'connected' and (u.resting_until is null or u.resting_until <= app.now())
  -- Whoever fails comes last; then the first of each organization, then the second of each, and whoever was served longest ago.
  order by u.failures > 0, row_number() over (partition by u.organization_id, u.failures > 0 order by u.served_at nulls first, u.connection_id), u.served_at nulls first;
$$;

comment on function app.waiting_connections() is 'The connections for which a task is due, in turns over the organizations.';
