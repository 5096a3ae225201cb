-- return_calendar_attempt: the provider did not answer, so the member may come with the same state again.
--
-- Room:   connections
-- Caller: the service role
-- Reads:  app.calendar_attempts
-- Writes: app.calendar_attempts
-- Raises: PT403 not_allowed
create function private.return_calendar_attempt(p_attempt_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  update app.calendar_attempts as a set taken_at = null
  where a.attempt_id = p_attempt_id and a.taken_at is not null and a.connection_id is null and a.expires_at > app.now();
  return jsonb_build_object('returned', found);
end;
$$;

comment on function private.return_calendar_attempt(uuid) is 'Definer: attempts are no role''s to write.  See api.return_calendar_attempt.';
grant execute on function private.return_calendar_attempt(uuid) to service_role;

create function api.return_calendar_attempt(attempt_id uuid)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.return_calendar_attempt(return_calendar_attempt.attempt_id);
$$;

comment on function api.return_calendar_attempt(uuid) is
  'Makes a taken state good again until its ten minutes are over, unless it led to a connection; returns {returned}.  For when nothing was exchanged for it.';
grant execute on function api.return_calendar_attempt(uuid) to service_role;
