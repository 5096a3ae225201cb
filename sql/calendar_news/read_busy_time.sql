-- read_busy_time: a worker lists an account's calendars, and hears which of them to read, and for when.
--
-- Room:   calendar_news
-- Caller: the service role
-- Reads:  app.calendar_connections, app.calendar_reads, app.practitioner_services, app.services
-- Writes: app.busy_calendars, app.calendar_reads
-- Raises: PT403 not_allowed, PT404 not_found
create function app.save_calendars(p_connection app.calendar_connections, p_calendars jsonb)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_first boolean := not exists (select from app.busy_calendars as b where b.connection_id = p_connection.connection_id);
begin
  delete from app.busy_calendars as b
  where b.connection_id = p_connection.connection_id
    and b.calendar_id not in (select l.calendar_id from jsonb_to_recordset(p_calendars) as l (calendar_id text) where l.calendar_id is distinct from p_connection.calendar_id);
  insert into app.busy_calendars (connection_id, organization_id, calendar_id, name, is_primary, chosen)
  select distinct on (l.calendar_id)
    p_connection.connection_id, p_connection.organization_id, l.calendar_id, left(coalesce(l.name, ''), 500), coalesce(l.is_primary, false), v_first and coalesce(l.is_primary, false)
  from jsonb_to_recordset(p_calendars) as l (calendar_id text, name text, is_primary boolean)
  where length(l.calendar_id) between 1 and 1024 and l.calendar_id is distinct from p_connection.calendar_id
  on conflict (connection_id, calendar_id, organization_id) do update set name = excluded.name, is_primary = excluded.is_primary, seen_at = app.now();
  update app.calendar_reads as r set listed_at = app.now() where (r.connection_id, r.organization_id) = (p_connection.connection_id, p_connection.organization_id);
end;
$$;

comment on function app.save_calendars(app.calendar_connections, jsonb) is 'Keeps the list; at first the primary calendar is chosen.  A chosen one that is gone is chosen no more.';

create function private.read_busy_time(p_connection_id uuid, p_calendars jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_connection app.calendar_connections := private.calendar_of_the_service(p_connection_id);
  v_today timestamptz := date_trunc('day', app.now(), 'UTC');
begin
  if jsonb_typeof(p_calendars) = 'array' then
    perform app.save_calendars(v_connection, p_calendars);
  end if;
  return (
    select jsonb_build_object(
      -- The list is asked for once an hour.
      'list_calendars', coalesce(r.listed_at < app.now() - interval '1 hour', true),
      'calendar_ids', (
        select coalesce(jsonb_agg(b.calendar_id order by b.calendar_id), '[]')
        from app.busy_calendars as b
        where b.connection_id = p_connection_id and b.chosen and app.practitioner_of(v_connection) is not null
      ),
      -- Whole days, so that what is running does not look different each minute.
      'starts_at', v_today,
      'ends_at', v_today + make_interval(days => 2 + coalesce((
        select max(s.max_advance_days)
        from app.practitioner_services as ps
        join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
        where ps.practitioner_id = app.practitioner_of(v_connection) and ps.active and s.archived_at is null
      ), 30))
    )
    from app.calendar_reads as r
    where (r.connection_id, r.organization_id) = (v_connection.connection_id, v_connection.organization_id)
  );
end;
$$;

comment on function private.read_busy_time(uuid, jsonb) is 'Definer: calendars are no role''s to write.  See api.read_busy_time.';
grant execute on function private.read_busy_time(uuid, jsonb) to service_role;

create function api.read_busy_time(connection_id uuid, calendars jsonb default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.read_busy_time(read_busy_time.connection_id, read_busy_time.calendars);
$$;

comment on function api.read_busy_time(uuid, jsonb) is
  'Which calendars to read, and for when: {list_calendars, calendar_ids, starts_at, ends_at}.  With list_calendars, ask once more with calendars, the account''s'
  ' as [{calendar_id, name, is_primary}].  PT404 where the connection has ended.';
grant execute on function api.read_busy_time(uuid, jsonb) to service_role;
