-- take_calendar_attempt: the member is back from the provider; once.
--
-- Room:   connections
-- Caller: the member who set out
-- Reads:  app.calendar_attempts
-- Writes: app.calendar_attempts
-- Locks:  the attempt
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 token_invalid, PT410 token_expired
create function private.take_calendar_attempt(p_state_hash text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id constant uuid := app.sign_in_required();
  v_attempt app.calendar_attempts;
begin
  select a.* into v_attempt from app.calendar_attempts as a where (a.state_hash, a.user_id) = (app.token_hash(p_state_hash), v_user_id) for update;
  -- Unknown, another person's and used: nobody learns which.
  if v_attempt.attempt_id is null or v_attempt.taken_at is not null
    or v_attempt.organization_id <> all (private.organizations_where('sessions:read')) then
    perform app.fail('token_invalid', 'This answer belongs to no attempt of yours to connect a calendar, or was used before.', 'Connect the calendar once more.');
  end if;
  if v_attempt.expires_at <= app.now() then
    perform app.fail('token_expired', 'Connecting took longer than ten minutes.', 'Connect the calendar once more.');
  end if;
  update app.calendar_attempts as a set taken_at = app.now() where a.attempt_id = v_attempt.attempt_id;
  return jsonb_build_object(
    'attempt_id', v_attempt.attempt_id, 'organization_id', v_attempt.organization_id, 'user_id', v_user_id, 'provider', v_attempt.provider,
    'key_id', v_attempt.data_key_id, 'sealed', v_attempt.sealed
  );
end;
$$;

comment on function private.take_calendar_attempt(text) is 'Definer: attempts are no role''s to read.  See api.take_calendar_attempt.';
grant execute on function private.take_calendar_attempt(text) to authenticated;

create function api.take_calendar_attempt(state_hash text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.take_calendar_attempt(take_calendar_attempt.state_hash);
$$;

comment on function api.take_calendar_attempt(text) is
  'Uses the caller''s own state up, and returns {attempt_id, organization_id, user_id, provider, key_id, sealed}.  token_invalid: unknown, somebody else''s, or used.';
grant execute on function api.take_calendar_attempt(text) to authenticated;
