-- save_busy_time: when a practitioner is busy elsewhere, as a worker has just read it.
--
-- Room:   calendar_news
-- Caller: the service role
-- Reads:  app.bookings, app.busy_calendars, app.calendar_channels, app.calendar_connections
-- Writes: app.busy_spans, app.calendar_reads, app.next_slots
-- Locks:  the practitioner, then the connection
-- Raises: PT403 not_allowed, PT404 not_found
create function private.save_busy_time(p_connection_id uuid, p_calendar_ids text[], p_busy jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_connection app.calendar_connections := private.calendar_of_the_service(p_connection_id);
  v_practitioner_id uuid := app.practitioner_of(v_connection);
  v_chosen text[] := array(select b.calendar_id from app.busy_calendars as b where b.connection_id = p_connection_id and b.chosen);
  v_busy tstzmultirange;
  v_changed integer := 0;
begin
  if v_practitioner_id is not null and (not p_calendar_ids @> v_chosen or not v_chosen @> p_calendar_ids) then
    return jsonb_build_object('changed', 0, 'again_seconds', 0); -- Others were chosen meanwhile.
  end if;
  if v_practitioner_id is not null then
    perform app.lock_practitioner(v_practitioner_id);
    -- Whoever disconnects it meanwhile comes before, and nothing is kept, or after, and takes it away.
    perform from app.calendar_connections as c where c.connection_id = p_connection_id and c.status = 'connected' for share;
    if not found then
      perform app.fail('not_found', format('No calendar connection %s that is connected.', p_connection_id), 'It was ended: there is nothing left to read.');
    end if;
    select coalesce(range_agg(tstzrange(b.starts_at, b.ends_at)), '{}') into v_busy
    from jsonb_to_recordset(p_busy) as b (starts_at timestamptz, ends_at timestamptz)
    where b.starts_at < b.ends_at;
    -- Our own appointments come to such calendars too, as invitations by mail: what is booked here is known here, and by its seats.
    v_busy := v_busy - coalesce((
      select range_agg(tstzrange(b.starts_at, b.ends_at))
      from app.bookings as b
      where b.practitioner_id = v_practitioner_id and b.status in ('pending', 'confirmed', 'rescheduled') and tstzrange(b.starts_at, b.ends_at) && range_merge(v_busy)
        and b.ends_at > app.now() - interval '2 days'
    ), '{}');
    v_changed := app.replace_busy_spans(v_practitioner_id, v_connection.organization_id, p_connection_id, v_busy);
  end if;
  update app.calendar_reads as r set busy_read_at = app.now() where (r.connection_id, r.organization_id) = (p_connection_id, v_connection.organization_id);
  return jsonb_build_object('changed', v_changed, 'again_seconds', case
    when v_chosen = '{}' then 3600
    when (select bool_and(app.hears_of(p_connection_id, c.calendar_id)) from unnest(v_chosen) as c (calendar_id)) then 900
    else 60
  end);
end;
$$;

comment on function private.save_busy_time(uuid, text[], jsonb) is 'Definer: busy time is no role''s to write.  See api.save_busy_time.';
grant execute on function private.save_busy_time(uuid, text[], jsonb) to service_role;

create function api.save_busy_time(connection_id uuid, calendar_ids text[], busy jsonb)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.save_busy_time(save_busy_time.connection_id, save_busy_time.calendar_ids, save_busy_time.busy);
$$;

comment on function api.save_busy_time(uuid, text[], jsonb) is
  'Puts busy, [{starts_at, ends_at}] of calendar_ids, in the place of all that was known before; whoever books meanwhile waits, or was first.  Returns {changed,'
  ' again_seconds}: when to read again, which is at once where others were chosen meanwhile.  PT404 where the connection has ended.';
grant execute on function api.save_busy_time(uuid, text[], jsonb) to service_role;
