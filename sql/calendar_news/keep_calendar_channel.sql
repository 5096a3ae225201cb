-- keep_calendar_channel: a channel is written before it is asked for, and completed by the answer.
--
-- Room:   calendar_news
-- Caller: the service role
-- Reads:  app.calendar_connections
-- Writes: app.calendar_channels
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.keep_calendar_channel(
  p_connection_id uuid, p_channel_id uuid, p_calendar_id text, p_token_hash text, p_resource_id text, p_expires_at timestamptz
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_connection app.calendar_connections := private.calendar_of_the_service(p_connection_id);
begin
  if p_channel_id is null or p_calendar_id is null or (p_resource_id is null) <> (p_expires_at is null) then
    perform app.fail('invalid_argument', 'A channel has an id and a calendar, and is open with the provider''s name for it and an end.', 'Correct the arguments.');
  end if;
  insert into app.calendar_channels as c (channel_id, organization_id, connection_id, calendar_id, token_hash, resource_id, expires_at)
  values (p_channel_id, v_connection.organization_id, p_connection_id, p_calendar_id, app.token_hash(p_token_hash), p_resource_id, p_expires_at)
  on conflict (channel_id) do update set resource_id = excluded.resource_id, expires_at = excluded.expires_at
  where c.connection_id = p_connection_id and c.token_hash = excluded.token_hash;
  return jsonb_build_object('channel_id', p_channel_id);
end;
$$;

comment on function private.keep_calendar_channel(uuid, uuid, text, text, text, timestamptz) is 'Definer: channels are no role''s to write.  See api.keep_calendar_channel.';
grant execute on function private.keep_calendar_channel(uuid, uuid, text, text, text, timestamptz) to service_role;

create function api.keep_calendar_channel(
  connection_id uuid, channel_id uuid, calendar_id text, token_hash text, resource_id text default null, expires_at timestamptz default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.keep_calendar_channel(
    keep_calendar_channel.connection_id, keep_calendar_channel.channel_id, keep_calendar_channel.calendar_id, keep_calendar_channel.token_hash,
    keep_calendar_channel.resource_id, keep_calendar_channel.expires_at
  );
$$;

comment on function api.keep_calendar_channel(uuid, uuid, text, text, text, timestamptz) is
  'Keeps a channel with the SHA-256 of its token: before it is asked for, and once more with resource_id and expires_at when the provider has answered.  Returns'
  ' {channel_id}.  PT404 where the connection has ended.';
grant execute on function api.keep_calendar_channel(uuid, uuid, text, text, text, timestamptz) to service_role;
