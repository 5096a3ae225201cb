-- begin_calendar_connection: a member sets out to connect a calendar.
--
-- Room:   connections
-- Caller: a member with sessions:read, about the own calendar; by the edge, which makes the state
-- Reads:  app.data_keys
-- Writes: app.calendar_attempts, app.idempotency_keys, app.rate_limits
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.begin_calendar_connection(
  p_organization_id uuid, p_provider text, p_state_hash text, p_key_id uuid, p_sealed text, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_organization_id, p_provider, p_state_hash, p_key_id, p_sealed);
  v_answer jsonb;
  v_attempt app.calendar_attempts;
begin
  perform private.permission_required(p_organization_id, 'sessions:read');
  v_answer := app.recall_answer('begin_calendar_connection', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  if not exists (select from app.members as m where (m.user_id, m.organization_id) = (auth.uid(), p_organization_id) and m.suspended_at is null) then
    perform app.fail('not_allowed', 'Calendars are connected by those who work here.', 'Ask an admin of your organization.');
  end if;
  perform app.limit_rate('calendars connected by ' || auth.uid(), 10);
  if (p_provider in ('google', 'caldav')) is not true then
    perform app.fail('invalid_argument', 'A calendar''s provider is google or caldav.', 'Choose one of them.');
  end if;
  if (p_sealed is null) <> (p_key_id is null) or octet_length(p_sealed) > 4000
    or p_key_id is not null and not exists (select from app.data_keys as k where (k.key_id, k.organization_id) = (p_key_id, p_organization_id)) then
    perform app.fail('invalid_argument', 'What is sealed is sealed by a data key of its organization.', 'Connect calendars by way of the edge.');
  end if;
  if exists (select from app.calendar_attempts as a where a.state_hash = app.token_hash(p_state_hash)) then
    perform app.fail('invalid_argument', 'A state is good for one attempt.', 'Choose a fresh one.');
  end if;
  insert into app.calendar_attempts (organization_id, user_id, provider, state_hash, sealed, data_key_id, expires_at)
  values (p_organization_id, auth.uid(), p_provider, app.token_hash(p_state_hash), p_sealed, p_key_id, app.now() + interval '10 minutes')
  returning * into v_attempt;
  v_answer := jsonb_build_object('attempt_id', v_attempt.attempt_id, 'organization_id', v_attempt.organization_id, 'expires_at', v_attempt.expires_at);
  return app.remember_answer('begin_calendar_connection', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.begin_calendar_connection(uuid, text, text, uuid, text, text) is 'Definer: attempts are no role''s to write.  See api.begin_calendar_connection.';
grant execute on function private.begin_calendar_connection(uuid, text, text, uuid, text, text) to authenticated;

create function api.begin_calendar_connection(
  organization_id uuid, provider text, state_hash text, key_id uuid default null, sealed text default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.begin_calendar_connection(
    begin_calendar_connection.organization_id, begin_calendar_connection.provider, begin_calendar_connection.state_hash,
    begin_calendar_connection.key_id, begin_calendar_connection.sealed, begin_calendar_connection.idempotency_key
  );
$$;

comment on function api.begin_calendar_connection(uuid, text, text, uuid, text, text) is
  'Notes that the caller asks a provider for a calendar, and returns {attempt_id, organization_id, expires_at}.  state_hash: SHA-256 of what the provider is to'
  ' repeat; sealed and key_id: PKCE''s verifier as the edge encrypted it.  Of no use but by the edge''s POST /api/calendar/connect.';
grant execute on function api.begin_calendar_connection(uuid, text, text, uuid, text, text) to authenticated;
