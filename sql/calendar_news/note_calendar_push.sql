-- note_calendar_push: a provider says that a calendar has changed; a worker will look.
--
-- Room:   calendar_news
-- Caller: the service role
-- Reads:  app.calendar_connections
-- Writes: app.calendar_channels, app.calendar_tasks, app.calendar_turns
-- Locks:  the connection, shared; then its task and the channel
-- Raises: PT403 not_allowed, PT404 not_found
create function private.note_calendar_push(p_channel_id uuid, p_token_hash text, p_changed boolean)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_hash bytea;
  v_channel app.calendar_channels;
  v_connection app.calendar_connections;
begin
  perform app.service_role_required();
  v_hash := app.token_hash(p_token_hash);
  -- Two hashes are compared, so how long it takes says nothing of the token.
  select c.* into v_channel from app.calendar_channels as c where c.channel_id = p_channel_id and c.token_hash = v_hash;
  -- First of all, as whoever disconnects it does, who takes tasks and channels away next.
  select c.* into v_connection from app.calendar_connections as c where c.connection_id = v_channel.connection_id and c.status = 'connected' for share;
  if v_connection.connection_id is null then
    perform app.fail('not_found', 'No such channel.', 'It was stopped, or the token is another one.');
  end if;
  if p_changed then
    perform app.queue_calendar_task(
      v_connection.organization_id, v_connection.connection_id, case when v_channel.calendar_id = v_connection.calendar_id then 'sync' else 'busy' end
    );
  end if;
  update app.calendar_channels as c set heard_at = app.now() where (c.channel_id, c.organization_id) = (v_channel.channel_id, v_channel.organization_id);
  return jsonb_build_object('queued', p_changed);
end;
$$;

comment on function private.note_calendar_push(uuid, text, boolean) is 'Definer: channels and tasks are no role''s to read or write.  See api.note_calendar_push.';
grant execute on function private.note_calendar_push(uuid, text, boolean) to service_role;

create function api.note_calendar_push(channel_id uuid, token_hash text, changed boolean default true)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.note_calendar_push(note_calendar_push.channel_id, note_calendar_push.token_hash, note_calendar_push.changed);
$$;

comment on function api.note_calendar_push(uuid, text, boolean) is
  'Has a worker look at the calendar of a channel; a hundred messages before it looks are one look.  PT404 alike for an unknown channel, another token and one'
  ' whose connection has ended.  Returns {queued}.';
grant execute on function api.note_calendar_push(uuid, text, boolean) to service_role;
