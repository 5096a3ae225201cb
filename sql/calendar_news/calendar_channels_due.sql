-- calendar_channels_due: a worker asks to be told of changes, and stops what nobody listens to any more.
--
-- Room:   calendar_news
-- Caller: the service role
-- Reads:  app.busy_calendars, app.calendar_connections
-- Raises: PT403 not_allowed, PT404 not_found
create function private.calendar_channels_due(p_connection_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_connection app.calendar_connections := private.calendar_of_the_service(p_connection_id);
  v_wanted text[] := array(
    select v_connection.calendar_id where v_connection.calendar_id is not null
    union
    select b.calendar_id from app.busy_calendars as b where b.connection_id = p_connection_id and b.chosen
  );
begin
  return (
    with channels as (
      select c.channel_id, c.calendar_id, c.resource_id, c.opened_at, c.expires_at, coalesce(app.renewed_from(c) > app.now(), false) as lives
      from app.calendar_channels as c
      where c.connection_id = p_connection_id
    )
    select jsonb_build_object(
      'open', (
        select coalesce(jsonb_agg(w.calendar_id order by w.calendar_id), '[]')
        from unnest(v_wanted) as w (calendar_id)
        where not exists (select from channels as c where c.calendar_id = w.calendar_id and c.lives)
      ),
      -- The former one is stopped once there is another; one without an answer was never heard of again.
      'stop', (
        select coalesce(jsonb_agg(jsonb_build_object('channel_id', c.channel_id, 'resource_id', c.resource_id) order by c.opened_at), '[]')
        from channels as c
        where c.calendar_id <> all (v_wanted) or c.expires_at <= app.now() or (c.resource_id is null and c.opened_at < app.now() - interval '10 minutes')
          or exists (select from channels as o where o.calendar_id = c.calendar_id and o.lives and (o.opened_at, o.channel_id) > (c.opened_at, c.channel_id) and c.resource_id is not null)
      ),
      'again_seconds', coalesce((
        select greatest(1, ceil(extract(epoch from min(app.renewed_from(c)) - app.now())))::integer
        from app.calendar_channels as c
        where c.connection_id = p_connection_id and c.resource_id is not null and c.calendar_id = any (v_wanted) and app.renewed_from(c) > app.now()
      ), 86400)
    )
  );
end;
$$;

comment on function private.calendar_channels_due(uuid) is 'Definer: channels are no role''s to see.  See api.calendar_channels_due.';
grant execute on function private.calendar_channels_due(uuid) to service_role;

create function api.calendar_channels_due(connection_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.calendar_channels_due(calendar_channels_due.connection_id);
$$;

comment on function api.calendar_channels_due(uuid) is
  'Which calendars want a channel, and which channels are to be stopped: {open: [calendar_id], stop: [{channel_id, resource_id}], again_seconds}.  PT404 where the'
  ' connection has ended.';
grant execute on function api.calendar_channels_due(uuid) to service_role;
