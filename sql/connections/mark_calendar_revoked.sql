-- mark_calendar_revoked: the provider lets us in no more.
--
-- Room:   connections
-- Caller: the service role
-- Reads:  app.calendar_connections
-- Writes: app.audit_log, app.calendar_connections, app.notifications, app.outbox_events
-- Locks:  the connection
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_calendar_revoked(p_connection_id uuid, p_sealed text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_connection app.calendar_connections;
begin
  perform app.service_role_required();
  v_connection := app.connection_revoked(p_connection_id, p_sealed);
  if v_connection.connection_id is null then
    perform app.fail('not_found', format('No calendar connection %s.', p_connection_id), 'Check the id.');
  end if;
  return jsonb_build_object('connection_id', v_connection.connection_id, 'status', v_connection.status);
end;
$$;

comment on function private.mark_calendar_revoked(uuid, text) is 'Definer: connections are no role''s to write.  See api.mark_calendar_revoked.';
grant execute on function private.mark_calendar_revoked(uuid, text) to service_role;

create function api.mark_calendar_revoked(connection_id uuid, sealed text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_calendar_revoked(mark_calendar_revoked.connection_id, mark_calendar_revoked.sealed);
$$;

comment on function api.mark_calendar_revoked(uuid, text) is
  'Says that a connection''s credentials, sealed as they were given out, are worth nothing any more: they are deleted, its owner is told.  Returns {connection_id,'
  ' status}: still connected where it has others by now.  Safe to repeat.';
grant execute on function api.mark_calendar_revoked(uuid, text) to service_role;
