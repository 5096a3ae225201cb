-- connection_answer: a connection as verbs tell it, and as those who call the provider need it.
--
-- Room:   connections
-- Reads:  app.calendar_connections
-- Locks:  the connection
-- Raises: PT401 not_signed_in, PT404 not_found
create function app.connection_answer(p_connection app.calendar_connections)
returns jsonb
language sql
immutable
security invoker
return jsonb_build_object(
  'connection_id', p_connection.connection_id, 'organization_id', p_connection.organization_id, 'provider', p_connection.provider,
  'account', p_connection.account, 'status', p_connection.status, 'calendar_name', p_connection.calendar_name,
  'has_calendar', p_connection.calendar_id is not null,
  'on_unreachable', p_connection.on_unreachable, 'invites_by', p_connection.invites_by,
  'connected_at', p_connection.connected_at, 'ended_at', p_connection.ended_at
);

comment on function app.connection_answer(app.calendar_connections) is
  '{connection_id, organization_id, provider, account, status, calendar_name, has_calendar, on_unreachable, invites_by, connected_at, ended_at}; for its owner.';

create function app.connection_credentials(p_connection app.calendar_connections)
returns jsonb
language sql
immutable
security invoker
return jsonb_build_object(
  'connection_id', p_connection.connection_id, 'organization_id', p_connection.organization_id, 'user_id', p_connection.user_id,
  'provider', p_connection.provider, 'account', p_connection.account, 'calendar_id', p_connection.calendar_id,
  'calendar_name', p_connection.calendar_name, 'invites_by', p_connection.invites_by,
  'data_key_id', p_connection.data_key_id, 'sealed', p_connection.sealed
);

comment on function app.connection_credentials(app.calendar_connections) is
  'What python_functions.calendars.accounts.open_account needs: {connection_id, organization_id, user_id, provider, account, calendar_id, calendar_name, invites_by,'
  ' data_key_id, sealed}.  For the service role, with a task that it has claimed.';

create function app.own_connection(p_connection_id uuid)
returns app.calendar_connections
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_connection app.calendar_connections;
begin
  select c.* into v_connection from app.calendar_connections as c
  where (c.connection_id, c.user_id) = (p_connection_id, app.sign_in_required()) for no key update;
  if not found then
    perform app.fail('not_found', format('No calendar connection %s of yours.', p_connection_id), 'Check which account you are signed in with.');
  end if;
  return v_connection;
end;
$$;

comment on function app.own_connection(uuid) is 'The caller''s own connection, locked.  Somebody else''s is not found: what is in it is its owner''s alone.';
