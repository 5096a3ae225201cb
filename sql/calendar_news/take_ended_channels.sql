-- take_ended_channels: on what a disconnected calendar still speaks, to be stopped.
--
-- Room:   calendar_news
-- Caller: the service role, to tell the provider that it is over
-- Reads:  app.calendar_connections
-- Writes: app.calendar_channels
-- Raises: PT403 not_allowed
create function private.take_ended_channels(p_connection_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_channels jsonb;
begin
  perform app.service_role_required();
  with taken as (
    delete from app.calendar_channels as c
    where c.connection_id = p_connection_id
      and exists (select from app.calendar_connections as n where n.connection_id = p_connection_id and n.status = 'ended')
    returning c.channel_id, c.resource_id
  )
  select coalesce(jsonb_agg(jsonb_build_object('channel_id', t.channel_id, 'resource_id', t.resource_id)), '[]') into v_channels
  from taken as t
  where t.resource_id is not null;
  return v_channels;
end;
$$;

comment on function private.take_ended_channels(uuid) is 'Definer: channels are no role''s to read.  See api.take_ended_channels.';
grant execute on function private.take_ended_channels(uuid) to service_role;

create function api.take_ended_channels(connection_id uuid)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.take_ended_channels(take_ended_channels.connection_id);
$$;

comment on function api.take_ended_channels(uuid) is
  'The channels of an ended connection, [{channel_id, resource_id}], which are forgotten herewith; empty when they were taken before, and for a connection that is'
  ' not ended.';
grant execute on function api.take_ended_channels(uuid) to service_role;
