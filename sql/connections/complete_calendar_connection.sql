-- complete_calendar_connection: the provider lets us in.
--
-- Room:   connections
-- Caller: the service role, for a member who has set out and is back
-- Reads:  app.calendar_attempts, app.calendar_connections, app.data_keys, app.members
-- Writes: app.audit_log, app.calendar_attempts, app.calendar_connections
-- Locks:  the attempt, the member, the connection
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT403 token_invalid
create function private.complete_calendar_connection(p_attempt_id uuid, p_new app.calendar_connections)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_attempt app.calendar_attempts;
  v_old app.calendar_connections;
  v_connection app.calendar_connections;
begin
  perform app.service_role_required();
  select a.* into v_attempt from app.calendar_attempts as a where a.attempt_id = p_attempt_id for update;
  if v_attempt.connection_id is not null then
    select c.* into v_connection from app.calendar_connections as c where c.connection_id = v_attempt.connection_id;
    return app.connection_answer(v_connection) || '{"replaced": null}';
  end if;
  if v_attempt.taken_at is null or v_attempt.taken_at < app.now() - interval '10 minutes' then
    perform app.fail('token_invalid', 'There is no such attempt, or nobody has come back from it.', 'Connect the calendar once more.');
  end if;
  -- Whoever suspends them meanwhile comes before or after.
  perform from app.members as m
  where (m.user_id, m.organization_id) = (v_attempt.user_id, v_attempt.organization_id) and m.suspended_at is null for no key update;
  if not found then
    perform app.fail('not_allowed', 'The member does not work here at present.', 'Ask an admin of your organization.');
  end if;
  if app.is_short_text(p_new.account, 320) is not true or octet_length(p_new.sealed) > 20000 or p_new.sealed is null
    or not exists (select from app.data_keys as k where (k.key_id, k.organization_id) = (p_new.data_key_id, v_attempt.organization_id)) then
    perform app.fail('invalid_argument', 'A connection names an account, and is sealed by a data key of its organization.', 'Connect calendars by way of the edge.');
  end if;
  select c.* into v_old from app.calendar_connections as c
  where (c.user_id, c.organization_id) = (v_attempt.user_id, v_attempt.organization_id) and c.status <> 'ended' for no key update;
  perform app.act_as('user:' || v_attempt.user_id);
  if (v_old.provider, v_old.account) = (v_attempt.provider, p_new.account) then
    update app.calendar_connections as c
    set status = 'connected', sealed = p_new.sealed, data_key_id = p_new.data_key_id, scopes = coalesce(p_new.scopes, '{}'),
        connected_at = app.now(), last_ok_at = app.now(), failing_since = null, last_error = null, warned_at = null
    where c.connection_id = v_old.connection_id
    returning c.* into v_connection;
    v_old := null;
  else
    update app.calendar_connections as c set status = 'ended', ended_at = app.now(), ended_by = app.actor() where c.connection_id = v_old.connection_id;
    insert into app.calendar_connections (
      organization_id, user_id, provider, account, scopes, sealed, data_key_id, last_ok_at, on_unreachable, invites_by
    )
    values (
      v_attempt.organization_id, v_attempt.user_id, v_attempt.provider, p_new.account, coalesce(p_new.scopes, '{}'),
      p_new.sealed, p_new.data_key_id, app.now(), coalesce(v_old.on_unreachable, 'open'), coalesce(v_old.invites_by, 'bookfast')
    )
    returning * into v_connection;
  end if;
  update app.calendar_attempts as a set connection_id = v_connection.connection_id, sealed = null, data_key_id = null where a.attempt_id = p_attempt_id;
  return app.connection_answer(v_connection) || jsonb_build_object('replaced', v_old.connection_id);
end;
$$;

comment on function private.complete_calendar_connection(uuid, app.calendar_connections) is 'Definer: connections are no role''s to write.  See api.complete_calendar_connection.';
grant execute on function private.complete_calendar_connection(uuid, app.calendar_connections) to service_role;

create function api.complete_calendar_connection(
  attempt_id uuid, account text, key_id uuid, sealed text, scopes text[] default '{}'
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.complete_calendar_connection(complete_calendar_connection.attempt_id, jsonb_populate_record(null::app.calendar_connections, jsonb_build_object(
    'account', complete_calendar_connection.account, 'data_key_id', complete_calendar_connection.key_id, 'sealed', complete_calendar_connection.sealed,
    'scopes', complete_calendar_connection.scopes
  )));
$$;

comment on function api.complete_calendar_connection(uuid, text, uuid, text, text[]) is
  'Connects the calendar of the member whose attempt was taken within ten minutes; answers as app.connection_answer does, with replaced: the connection to another'
  ' account that this one ended.  The same account again goes on with its connection and its calendar.  Safe to repeat.';
grant execute on function api.complete_calendar_connection(uuid, text, uuid, text, text[]) to service_role;
