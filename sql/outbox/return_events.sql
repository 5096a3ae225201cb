-- return_events: a worker gives messages back that it has not tried.
--
-- Room:   outbox
-- Caller: the service role
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.return_events(p_worker text, p_event_ids uuid[])
returns integer
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_returned integer;
begin
  perform app.service_role_required();
  perform app.check_leased(p_event_ids);
  -- One that is locked is just being ended, or taken by another worker.
  with ours as (
    select e.event_id, e.organization_id
    from app.outbox_events as e
    where e.event_id = any (p_event_ids) and e.status = 'queued' and e.leased_by = p_worker
    for no key update skip locked
  ), returned as (
    update app.outbox_events as e
    set next_attempt_at = app.now(), leased_by = null, attempts = e.attempts - 1
    from ours
    where (e.event_id, e.organization_id) = (ours.event_id, ours.organization_id)
    returning e.*
  ), noted as (
    select app.record(
      r.organization_id, 'message.returned', r.event_id::text, null,
      jsonb_build_object('topic', r.topic, 'recipient', r.recipient, 'attempt', r.attempts + 1, 'worker', p_worker)
    )
    from returned as r
  )
  select count(*) into v_returned from noted;
  return v_returned;
end;
$$;

comment on function private.return_events(text, uuid[]) is 'Definer: the outbox is no role''s to write.  See api.return_events.';
grant execute on function private.return_events(text, uuid[]) to service_role;

create function api.return_events(worker text, event_ids uuid[])
returns integer
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.return_events(return_events.worker, return_events.event_ids);
$$;

comment on function api.return_events(text, uuid[]) is
  'Makes these messages due again at once and takes back the attempt that claiming counted, where worker still has them.  Only for messages of which nothing'
  ' was sent.  Returns how many.  Safe to repeat.';
grant execute on function api.return_events(text, uuid[]) to service_role;
