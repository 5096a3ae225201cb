-- claim_webhook_deliveries: lease some deliveries to a worker.
--
-- Room:   webhooks
-- Caller: the service role
-- Reads:  app.webhook_endpoints, app.webhook_deliveries, app.webhook_secrets
-- Writes: app.webhook_endpoints, app.webhook_deliveries
-- Locks:  the endpoints, those that are free; then their deliveries
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.claim_webhook_deliveries(p_worker text, p_batch_size integer, p_lease_seconds integer)
returns setof app.leased_delivery
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_endpoint app.webhook_endpoints;
  v_leased app.leased_delivery;
  v_left integer := p_batch_size;
begin
  perform app.service_role_required();
  perform app.check_claim(p_worker, p_batch_size, p_lease_seconds);
  for v_endpoint in
    select e.* from app.webhook_endpoints as e
    where e.endpoint_id = any (array(select app.waiting_endpoints()))
      and (e.resting_until is null or e.resting_until <= app.now())
    -- Whoever fails comes last, then whoever was served longest ago comes first.
    order by e.failures > 0, e.claimed_at nulls first, e.endpoint_id
    for no key update skip locked
  loop
    exit when v_left <= 0;
    for v_leased in select l.* from app.lease_deliveries(v_endpoint, p_worker, v_left, p_lease_seconds) as l loop
      v_left := v_left - 1;
      return next v_leased;
    end loop;
  end loop;
end;
$$;

comment on function private.claim_webhook_deliveries(text, integer, integer) is 'Definer: deliveries and secrets are no role''s to read.  See api.claim_webhook_deliveries.';
grant execute on function private.claim_webhook_deliveries(text, integer, integer) to service_role;

create function api.claim_webhook_deliveries(worker text, batch_size integer default 8, lease_seconds integer default 60)
returns table (delivery_id uuid, endpoint_id uuid, event_type text, attempt integer, url text, secrets text[], payload jsonb)
language sql
volatile
security invoker
set search_path = ''
as $$
  select d.delivery_id, d.endpoint_id, d.event_type, d.attempt, d.url, d.secrets, d.payload
  from private.claim_webhook_deliveries(
    claim_webhook_deliveries.worker, claim_webhook_deliveries.batch_size, claim_webhook_deliveries.lease_seconds
  ) as d;
$$;

comment on function api.claim_webhook_deliveries(text, integer, integer) is
  'Up to batch_size webhook deliveries that are due, at most four of one endpoint and one of a failing one, leased to worker for lease_seconds; a lease that ends'
  ' without mark_webhook_delivered or mark_webhook_failed makes it due again.  secrets: sign with each, the present one first.';
grant execute on function api.claim_webhook_deliveries(text, integer, integer) to service_role;
