-- save_sync_token: how far a worker has come with a provider's changes.
--
-- Room:   calendar_news
-- Caller: the service role
-- Reads:  app.calendar_channels, app.calendar_connections
-- Writes: app.calendar_reads
-- Raises: PT403 not_allowed, PT404 not_found
create function private.save_sync_token(p_connection_id uuid, p_calendar_id text, p_sync_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_connection app.calendar_connections := private.calendar_of_the_service(p_connection_id);
begin
  update app.calendar_reads as r
  set sync_calendar_id = p_calendar_id, sync_token = p_sync_token, synced_at = app.now()
  where (r.connection_id, r.organization_id) = (v_connection.connection_id, v_connection.organization_id) and v_connection.calendar_id = p_calendar_id;
  return jsonb_build_object('again_seconds', 60, 'is_told', app.hears_of(p_connection_id, v_connection.calendar_id));
end;
$$;

comment on function private.save_sync_token(uuid, text, text) is 'Definer: what was read is no role''s to write.  See api.save_sync_token.';
grant execute on function private.save_sync_token(uuid, text, text) to service_role;

create function api.save_sync_token(connection_id uuid, calendar_id text, sync_token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.save_sync_token(save_sync_token.connection_id, save_sync_token.calendar_id, save_sync_token.sync_token);
$$;

comment on function api.save_sync_token(uuid, text, text) is
  'Says that all changes before sync_token were noted.  Returns {again_seconds, is_told}: when to ask next, and whether the provider tells us of'
  ' changes; since messages get lost it is asked all the same, as seldom as whoever runs the worker likes.  PT404 where the connection has ended.';
grant execute on function api.save_sync_token(uuid, text, text) to service_role;
