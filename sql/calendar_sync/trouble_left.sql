-- trouble_left: one thing was done, which says nothing of the others.
--
-- Room:  calendar_sync
-- Reads: app.calendar_connections, app.calendar_tasks
create function app.trouble_left(p_connection_id uuid, out error text, out since timestamptz)
language sql
stable
security invoker
set search_path = ''
as $$
  -- Of a calendar that cannot be made its owner must hear before all else: no booking is in it.
  select (array_agg(t.last_error order by t.kind <> 'prepare', t.changed_at))[1], min(t.changed_at)
  from app.calendar_connections as c
  join app.calendar_tasks as t on (t.connection_id, t.organization_id) = (c.connection_id, c.organization_id)
  where c.connection_id = p_connection_id and c.failing_since is not null and t.status = 'queued' and t.last_error is not null;
$$;

comment on function app.trouble_left(uuid) is
  'What a connection that is failing has still not done, after something else was: the word for the worst of it, and since when it has been due.  Nulls for nothing.';
