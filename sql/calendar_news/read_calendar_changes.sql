-- read_calendar_changes: from where a worker asks a provider for changes.
--
-- Room:   calendar_news
-- Caller: the service role
-- Reads:  app.calendar_connections, app.calendar_reads
-- Raises: PT403 not_allowed, PT404 not_found
create function private.read_calendar_changes(p_connection_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_connection app.calendar_connections := private.calendar_of_the_service(p_connection_id);
begin
  return (
    select jsonb_build_object(
      'calendar_id', v_connection.calendar_id,
      'sync_token', case when r.sync_calendar_id = v_connection.calendar_id then r.sync_token end,
      'listed_at', app.now()
    )
    from app.calendar_reads as r
    where (r.connection_id, r.organization_id) = (v_connection.connection_id, v_connection.organization_id)
  );
end;
$$;

comment on function private.read_calendar_changes(uuid) is 'Definer: what was read is no role''s to see.  See api.read_calendar_changes.';
grant execute on function private.read_calendar_changes(uuid) to service_role;

create function api.read_calendar_changes(connection_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.read_calendar_changes(read_calendar_changes.connection_id);
$$;

comment on function api.read_calendar_changes(uuid) is
  'From where to ask for changes of the calendar that we made: {calendar_id, sync_token, listed_at}; without a token, for all there is.  PT404 where the'
  ' connection has ended.';
grant execute on function api.read_calendar_changes(uuid) to service_role;
