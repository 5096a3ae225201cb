-- renew_webhook_leases: a worker that is still at some deliveries keeps them.
--
-- Room:   webhooks
-- Caller: the service role
-- Reads:  app.webhook_deliveries
-- Writes: app.webhook_deliveries
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.renew_webhook_leases(p_worker text, p_delivery_ids uuid[], p_lease_seconds integer)
returns setof uuid
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  perform app.check_leased(p_delivery_ids);
  perform app.check_lease(p_lease_seconds);
  return query
  -- One that is locked is just being ended, or taken by another worker.
  with ours as (
    select d.delivery_id, d.organization_id
    from app.webhook_deliveries as d
    where d.delivery_id = any (p_delivery_ids) and d.status = 'queued' and d.leased_by = p_worker
    for no key update skip locked
  )
  update app.webhook_deliveries as d
  set next_attempt_at = app.now() + make_interval(secs => p_lease_seconds)
  from ours
  where (d.delivery_id, d.organization_id) = (ours.delivery_id, ours.organization_id)
  returning d.delivery_id;
end;
$$;

comment on function private.renew_webhook_leases(text, uuid[], integer) is 'Definer: deliveries are no role''s to write.  See api.renew_webhook_leases.';
grant execute on function private.renew_webhook_leases(text, uuid[], integer) to service_role;

create function api.renew_webhook_leases(worker text, delivery_ids uuid[], lease_seconds integer default 60)
returns setof uuid
language sql
volatile
security invoker
set search_path = ''
as $$
  select r.* from private.renew_webhook_leases(
    renew_webhook_leases.worker, renew_webhook_leases.delivery_ids, renew_webhook_leases.lease_seconds
  ) as r;
$$;

comment on function api.renew_webhook_leases(text, uuid[], integer) is
  'Lets the leases of these deliveries last lease_seconds from now, where worker still has them.  Returns the ids of those it has.  Safe to repeat.';
grant execute on function api.renew_webhook_leases(text, uuid[], integer) to service_role;
