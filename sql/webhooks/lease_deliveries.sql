-- lease_deliveries: some deliveries of one endpoint, for a worker.
--
-- Room:   webhooks
-- Reads:  app.webhook_deliveries, app.webhook_secrets
-- Writes: app.webhook_endpoints, app.webhook_deliveries
-- Locks:  the deliveries, those that are free
create type app.leased_delivery as (
  delivery_id uuid,
  endpoint_id uuid,
  event_type text,
  attempt integer,
  url text,
  secrets text[],
  payload jsonb
);

comment on type app.leased_delivery is 'What a worker needs to make one attempt: where to, signed with which secrets (the present one first), and what is said.';

create function app.lease_deliveries(p_endpoint app.webhook_endpoints, p_worker text, p_most integer, p_lease_seconds integer)
returns setof app.leased_delivery
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  -- A few at once, one of them while the endpoint fails: a slow receiver takes up no more of the workers than that.
  v_share integer := least(p_most, case when p_endpoint.failures = 0 then 4 else 1 end - (
    select count(*) from app.webhook_deliveries as d
    where d.endpoint_id = p_endpoint.endpoint_id and d.status = 'queued' and d.leased_by is not null and d.next_attempt_at > app.now()
  ));
begin
  if v_share <= 0 then
    return;
  end if;
  update app.webhook_endpoints as e set claimed_at = app.now() where e.endpoint_id = p_endpoint.endpoint_id;
  return query
  with due as (
    select d.delivery_id, d.organization_id
    from app.webhook_deliveries as d
    where d.endpoint_id = p_endpoint.endpoint_id and d.status = 'queued' and d.next_attempt_at <= app.now()
      -- One booking's go in order; but what waits for another attempt holds nothing back, since that may take three days.
      and not exists (
        select from app.webhook_deliveries as earlier
        where (earlier.subject_id, earlier.endpoint_id) = (d.subject_id, d.endpoint_id) and earlier.status = 'queued'
          and earlier.position < d.position and (earlier.next_attempt_at <= app.now() or earlier.leased_by is not null)
      )
    order by d.next_attempt_at, d.position
    limit v_share
    for no key update skip locked
  ), leased as (
    update app.webhook_deliveries as d
    set next_attempt_at = app.now() + make_interval(secs => p_lease_seconds), leased_by = p_worker, attempts = d.attempts + 1
    from due
    where (d.delivery_id, d.organization_id) = (due.delivery_id, due.organization_id)
    returning d.*
  )
  select
    l.delivery_id, l.endpoint_id, l.event_type, l.attempts, p_endpoint.url,
    array(
      select s.secret from app.webhook_secrets as s
      where s.endpoint_id = l.endpoint_id and (s.valid_until is null or s.valid_until > app.now()) order by s.valid_until desc
    ),
    app.webhook_payload(l::app.webhook_deliveries, p_endpoint.detail)
  from leased as l
  order by l.position;
end;
$$;

comment on function app.lease_deliveries(app.webhook_endpoints, text, integer, integer) is
  'Leases up to p_most due deliveries of an endpoint that the caller has locked, within its share.';
