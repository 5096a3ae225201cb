-- drop_calendar_channel: nobody listens on a channel any more.
--
-- Room:   calendar_news
-- Caller: the service role
-- Writes: app.calendar_channels
-- Raises: PT403 not_allowed
create function private.drop_calendar_channel(p_channel_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  delete from app.calendar_channels as c where c.channel_id = p_channel_id;
  return '{}';
end;
$$;

comment on function private.drop_calendar_channel(uuid) is 'Definer: channels are no role''s to write.  See api.drop_calendar_channel.';
grant execute on function private.drop_calendar_channel(uuid) to service_role;

create function api.drop_calendar_channel(channel_id uuid)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.drop_calendar_channel(drop_calendar_channel.channel_id);
$$;

comment on function api.drop_calendar_channel(uuid) is 'Forgets a channel that was stopped, or never came to be: what still comes on it is answered as unknown.  Safe to repeat.';
grant execute on function api.drop_calendar_channel(uuid) to service_role;
