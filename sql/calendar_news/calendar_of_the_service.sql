-- calendar_of_the_service: one living connection, for a worker that reads it.
--
-- Room:   calendar_news
-- Reads:  app.calendar_connections
-- Raises: PT403 not_allowed, PT404 not_found
create function private.calendar_of_the_service(p_connection_id uuid)
returns app.calendar_connections
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_connection app.calendar_connections;
begin
  perform app.service_role_required();
  select c.* into v_connection from app.calendar_connections as c where c.connection_id = p_connection_id and c.status = 'connected';
  if not found then
    perform app.fail('not_found', format('No calendar connection %s that is connected.', p_connection_id), 'It was ended: there is nothing left to read.');
  end if;
  return v_connection;
end;
$$;

comment on function private.calendar_of_the_service(uuid) is 'Definer: connections are no role''s to read.  Raises PT404 where there is none any more.';
