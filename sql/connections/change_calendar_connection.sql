-- change_calendar_connection: what a member chose about the own calendar.
--
-- Room:   connections
-- Caller: the member whose connection it is
-- Reads:  app.calendar_connections
-- Writes: app.audit_log, app.calendar_connections, app.idempotency_keys
-- Locks:  the idempotency key, the connection
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.change_calendar_connection(p_connection_id uuid, p_on_unreachable text, p_invites_by text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_connection app.calendar_connections := app.own_connection(p_connection_id);
  v_arguments constant jsonb := jsonb_build_array(p_connection_id, p_on_unreachable, p_invites_by);
  v_answer jsonb;
begin
  perform private.permission_required(v_connection.organization_id, 'sessions:read');
  v_answer := app.recall_answer('change_calendar_connection', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  if p_on_unreachable not in ('open', 'closed') or p_invites_by not in ('bookfast', 'provider') then
    perform app.fail('invalid_argument', 'on_unreachable is open or closed, invites_by bookfast or provider.', 'Choose one of them.');
  end if;
  if v_connection.status = 'ended' then
    perform app.fail('illegal_transition', 'This calendar is disconnected.', 'Connect it again.');
  end if;
  update app.calendar_connections as c
  set on_unreachable = coalesce(p_on_unreachable, c.on_unreachable), invites_by = coalesce(p_invites_by, c.invites_by)
  where c.connection_id = p_connection_id
  returning c.* into v_connection;
  return app.remember_answer('change_calendar_connection', p_key, v_arguments, app.connection_answer(v_connection));
end;
$$;

comment on function private.change_calendar_connection(uuid, text, text, text) is 'Definer: connections are no role''s to write.  See api.change_calendar_connection.';
grant execute on function private.change_calendar_connection(uuid, text, text, text) to authenticated;

create function api.change_calendar_connection(
  connection_id uuid, on_unreachable text default null, invites_by text default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.change_calendar_connection(
    change_calendar_connection.connection_id, change_calendar_connection.on_unreachable, change_calendar_connection.invites_by,
    change_calendar_connection.idempotency_key
  );
$$;

comment on function api.change_calendar_connection(uuid, text, text, text) is
  'Decides about the caller''s own connection, and returns it.  on_unreachable: whether free time stays open or is closed while the calendar cannot be read;'
  ' invites_by: whether bookfast or the provider invites clients.  What is null stays.';
grant execute on function api.change_calendar_connection(uuid, text, text, text) to authenticated;
