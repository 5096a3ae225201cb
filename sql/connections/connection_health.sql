-- connection_health: what calling the provider came to.
--
-- Room:   connections
-- Reads:  app.calendar_connections
-- Writes: app.audit_log, app.calendar_connections, app.notifications, app.outbox_events
-- Locks:  the connection
create function app.connection_worked(p_connection_id uuid, p_still text default null, p_since timestamptz default null)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- Once a minute is often enough to be read.
  update app.calendar_connections as c
  set last_ok_at = app.now(), last_error = p_still, failing_since = case when p_still is not null then greatest(c.failing_since, p_since) end,
      warned_at = case when p_still is not null then c.warned_at end
  where c.connection_id = p_connection_id and c.status = 'connected'
    and (c.last_error is distinct from p_still or c.last_ok_at is null or c.last_ok_at < app.now() - interval '1 minute');
$$;

comment on function app.connection_worked(uuid, text, timestamptz) is
  'The provider did what was asked.  p_still: the word for something else that it has not done since p_since, for which the connection goes on failing.';

create function app.connection_failed(p_connection_id uuid, p_error text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_connection app.calendar_connections;
begin
  update app.calendar_connections as c
  set failing_since = coalesce(c.failing_since, app.now()), last_error = left(coalesce(nullif(btrim(p_error), ''), 'unknown'), 500)
  where c.connection_id = p_connection_id and c.status = 'connected'
  returning c.* into v_connection;
  if v_connection.failing_since <= app.now() - interval '3 hours' and v_connection.warned_at is null then
    update app.calendar_connections as c set warned_at = app.now() where c.connection_id = p_connection_id;
    perform app.warn_member(v_connection, p_revoked => false);
  end if;
end;
$$;

comment on function app.connection_failed(uuid, text) is
  'The provider could not be reached, or refused for now; p_error says so in our words.  After three hours in which something was never done its owner is told, once.';

create function app.connection_revoked(p_connection_id uuid, p_sealed text)
returns app.calendar_connections
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_connection app.calendar_connections;
begin
  -- What opens nothing any more is not kept.  Asking twice is no error; and what was put in its place meanwhile may open it.
  update app.calendar_connections as c
  set status = 'revoked', sealed = null, data_key_id = null, failing_since = coalesce(c.failing_since, app.now()), last_error = 'authorization_lost'
  where c.connection_id = p_connection_id and c.status = 'connected' and c.sealed = p_sealed
  returning c.* into v_connection;
  if found then
    perform app.warn_member(v_connection, p_revoked => true);
  else
    select c.* into v_connection from app.calendar_connections as c where c.connection_id = p_connection_id;
  end if;
  return v_connection;
end;
$$;

comment on function app.connection_revoked(uuid, text) is
  'The provider says that it lets us in no more by p_sealed: the credentials go, and the owner is told, unless there are others by now.  Returns the connection as it is now, null for none.';
