-- waiting_endpoints: for whom something is due.
--
-- Room:  webhooks
-- Reads: app.webhook_deliveries
create function app.waiting_endpoints()
returns setof uuid
language sql
stable
security invoker
set search_path = ''
as $$
  -- From endpoint to endpoint along the index: one that has a hundred thousand waiting costs one step, like any other.
  with recursive waiting as (
    (
      select d.endpoint_id, d.next_attempt_at from app.webhook_deliveries as d
      where d.status = 'queued' order by d.endpoint_id, d.next_attempt_at limit 1
    )
    union all
    select n.endpoint_id, n.next_attempt_at
    from waiting as w
    cross join lateral (
      select d.endpoint_id, d.next_attempt_at from app.webhook_deliveries as d
      where d.status = 'queued' and d.endpoint_id > w.endpoint_id order by d.endpoint_id, d.next_attempt_at limit 1
    ) as n
  )
  select w.endpoint_id from waiting as w where w.next_attempt_at <= app.now();
$$;

comment on function app.waiting_endpoints() is 'The endpoints for which a delivery is due.';
