-- keep_calendar_credentials: the provider exchanged a connection's credentials for others.
--
-- Room:   connections
-- Caller: the service role
-- Reads:  app.calendar_connections, app.data_keys
-- Writes: app.audit_log, app.calendar_connections
-- Locks:  the connection
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.keep_calendar_credentials(p_connection_id uuid, p_key_id uuid, p_sealed text, p_instead_of text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  if p_sealed is null or octet_length(p_sealed) > 20000 then
    perform app.fail('invalid_argument', 'Credentials are sealed, and not long.', 'Send what the edge encrypted.');
  end if;
  update app.calendar_connections as c
  set sealed = p_sealed, data_key_id = p_key_id
  where c.connection_id = p_connection_id and c.status = 'connected' and c.sealed = p_instead_of
    and exists (select from app.data_keys as k where (k.key_id, k.organization_id) = (p_key_id, c.organization_id));
  return jsonb_build_object('kept', found);
end;
$$;

comment on function private.keep_calendar_credentials(uuid, uuid, text, text) is 'Definer: connections are no role''s to write.  See api.keep_calendar_credentials.';
grant execute on function private.keep_calendar_credentials(uuid, uuid, text, text) to service_role;

create function api.keep_calendar_credentials(connection_id uuid, key_id uuid, sealed text, instead_of text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.keep_calendar_credentials(
    keep_calendar_credentials.connection_id, keep_calendar_credentials.key_id, keep_calendar_credentials.sealed, keep_calendar_credentials.instead_of
  );
$$;

comment on function api.keep_calendar_credentials(uuid, uuid, text, text) is
  'Replaces what opens a living connection, sealed as it was given out (instead_of), by what opens it from now on; returns {kept}, false where it has other'
  ' credentials by now, as another worker or its owner gave it, and for one that was revoked or ended meanwhile.';
grant execute on function api.keep_calendar_credentials(uuid, uuid, text, text) to service_role;
