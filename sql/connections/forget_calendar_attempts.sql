-- forget_calendar_attempts: of those who set out to connect a calendar nothing is kept for longer than it serves.
--
-- Room:   connections
-- Writes: app.audit_log, app.calendar_attempts, app.calendar_connections
-- Locks:  the attempts and the connections, those that are free
create function app.forget_calendar_attempts()
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- Whoever comes back now is told that it took too long, which takes no verifier.
  update app.calendar_attempts as a set sealed = null, data_key_id = null
  where (a.attempt_id, a.organization_id) in (
    select e.attempt_id, e.organization_id from app.calendar_attempts as e
    where e.expires_at <= app.now() and e.sealed is not null
    for no key update skip locked
  );
  delete from app.calendar_attempts as a
  where (a.attempt_id, a.organization_id) in (
    select e.attempt_id, e.organization_id from app.calendar_attempts as e
    where e.expires_at < app.now() - interval '1 day'
    for update skip locked
  );
  -- Whoever ended it was to say so to the provider, and died on the way.
  update app.calendar_connections as c set sealed = null, data_key_id = null
  where (c.connection_id, c.organization_id) in (
    select e.connection_id, e.organization_id from app.calendar_connections as e
    where e.status = 'ended' and e.sealed is not null and e.ended_at < app.now() - interval '1 hour'
    for no key update skip locked
  );
$$;

comment on function app.forget_calendar_attempts() is
  'Deletes the verifiers of attempts that are over, attempts of yesterday, and credentials of ended connections that nobody took.  What somebody has in hand is left'
  ' for the next time.';
