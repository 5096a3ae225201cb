-- take_ended_credentials: what opens a disconnected calendar, for the last time.
--
-- Room:   connections
-- Caller: the service role, to tell the provider that it is over
-- Reads:  app.calendar_connections
-- Writes: app.audit_log, app.calendar_connections
-- Locks:  the connection
-- Raises: PT403 not_allowed
create function private.take_ended_credentials(p_connection_id uuid)
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
  select c.* into v_connection from app.calendar_connections as c
  where c.connection_id = p_connection_id and c.status = 'ended' and c.sealed is not null for update;
  if not found then
    return null;
  end if;
  update app.calendar_connections as c set sealed = null, data_key_id = null where c.connection_id = p_connection_id;
  return app.connection_credentials(v_connection) || jsonb_build_object('shared', exists (
    select from app.calendar_connections as c
    where (c.provider, lower(c.account), c.status) = (v_connection.provider, lower(v_connection.account), 'connected')
  ));
end;
$$;

comment on function private.take_ended_credentials(uuid) is 'Definer: connections are no role''s to read.  See api.take_ended_credentials.';
grant execute on function private.take_ended_credentials(uuid) to service_role;

create function api.take_ended_credentials(connection_id uuid)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.take_ended_credentials(take_ended_credentials.connection_id);
$$;

comment on function api.take_ended_credentials(uuid) is
  'The credentials of an ended connection, which are deleted herewith: {connection_id, organization_id, user_id, provider, account, calendar_id, calendar_name,'
  ' invites_by, data_key_id, sealed, shared}; shared: the same account is still connected elsewhere, so that nothing is to be revoked;'
  ' null when they were taken before, and for a connection that is not ended.';
grant execute on function api.take_ended_credentials(uuid) to service_role;
