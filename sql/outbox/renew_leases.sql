-- renew_leases: a worker that is still at some messages keeps them.
--
-- Room:   outbox
-- Caller: the service role
-- Reads:  app.outbox_events
-- Writes: app.outbox_events
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.renew_leases(p_worker text, p_event_ids uuid[], p_lease_seconds integer)
returns setof uuid
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  perform app.check_leased(p_event_ids);
  perform app.check_lease(p_lease_seconds);
  return query
  -- One that is locked is just being ended, or taken by another worker.
  with ours as (
    select e.event_id, e.organization_id
    from app.outbox_events as e
    where e.event_id = any (p_event_ids) and e.status = 'queued' and e.leased_by = p_worker
    for no key update skip locked
  )
  update app.outbox_events as e
  set next_attempt_at = app.now() + make_interval(secs => p_lease_seconds)
  from ours
  where (e.event_id, e.organization_id) = (ours.event_id, ours.organization_id)
  returning e.event_id;
end;
$$;

comment on function private.renew_leases(text, uuid[], integer) is 'Definer: the outbox is no role''s to write.  See api.renew_leases.';
grant execute on function private.renew_leases(text, uuid[], integer) to service_role;

create function api.renew_leases(worker text, event_ids uuid[], lease_seconds integer default 60)
returns setof uuid
language sql
volatile
security invoker
set search_path = ''
as $$
  select r.* from private.renew_leases(renew_leases.worker, renew_leases.event_ids, renew_leases.lease_seconds) as r;
$$;

comment on function api.renew_leases(text, uuid[], integer) is
  'Lets the leases of these messages last lease_seconds from now, where worker still has them.  Returns the ids of those it has: of the others it must'
  ' take its hands.  Safe to repeat.';
grant execute on function api.renew_leases(text, uuid[], integer) to service_role;
