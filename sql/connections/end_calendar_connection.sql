-- end_calendar_connection: a member disconnects the own calendar.
--
-- Room:   connections
-- Caller: the member whose connection it is, also when they may do nothing else here
-- Reads:  app.calendar_connections
-- Writes: app.audit_log, app.calendar_connections, app.idempotency_keys
-- Locks:  the idempotency key, the connection
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT422 idempotency_mismatch
create function private.end_calendar_connection(p_connection_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_connection app.calendar_connections;
  v_arguments constant jsonb := jsonb_build_array(p_connection_id);
  v_answer jsonb;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('end_calendar_connection', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_connection := app.own_connection(p_connection_id);
  -- Asking twice is no error.
  if v_connection.status <> 'ended' then
    update app.calendar_connections as c
    set status = 'ended', ended_at = app.now(), ended_by = app.actor(), failing_since = null, last_error = null
    where c.connection_id = p_connection_id
    returning c.* into v_connection;
  end if;
  return app.remember_answer('end_calendar_connection', p_key, v_arguments, app.connection_answer(v_connection));
end;
$$;

comment on function private.end_calendar_connection(uuid, text) is 'Definer: connections are no role''s to write.  See api.end_calendar_connection.';
grant execute on function private.end_calendar_connection(uuid, text) to authenticated;

create function api.end_calendar_connection(connection_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.end_calendar_connection(end_calendar_connection.connection_id, end_calendar_connection.idempotency_key);
$$;

comment on function api.end_calendar_connection(uuid, text) is
  'Disconnects the caller''s calendar for good and returns the connection.  The edge''s DELETE /api/calendar/connections/<id> also tells the provider.  Safe to repeat.';
grant execute on function api.end_calendar_connection(uuid, text) to authenticated;

create function app.end_with_member()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.calendar_connections as c
  set status = 'ended', ended_at = app.now(), ended_by = app.actor(), sealed = null, data_key_id = null, failing_since = null, last_error = null
  where (c.user_id, c.organization_id) = (new.user_id, new.organization_id) and c.status <> 'ended';
  return null;
end;
$$;

comment on function app.end_with_member() is
  'Trigger: whoever works here no more leaves no credentials behind.  Back again, they connect their calendar again.';
create trigger _500_end_calendar after update of suspended_at on app.members
for each row when (old.suspended_at is null and new.suspended_at is not null) execute function app.end_with_member();
