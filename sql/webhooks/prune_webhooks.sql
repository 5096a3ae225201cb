-- prune_webhooks: the log is kept for 30 days, a rotated secret for one.
--
-- Room:   webhooks
-- Writes: app.webhook_deliveries, app.webhook_secrets, app.audit_log
create function app.prune_webhooks()
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  with old as (
    select d.delivery_id, d.organization_id from app.webhook_deliveries as d
    where d.finished_at < app.now() - interval '30 days'
    limit 1000
    for update skip locked
  )
  delete from app.webhook_deliveries as d using old where (d.delivery_id, d.organization_id) = (old.delivery_id, old.organization_id);
  with old as (
    select s.secret_id, s.organization_id from app.webhook_secrets as s where s.valid_until <= app.now() for update skip locked
  )
  delete from app.webhook_secrets as s using old where (s.secret_id, s.organization_id) = (old.secret_id, old.organization_id);
  -- One whose worker dies each time comes back by its lease, not by mark_webhook_failed.
  with lost as (
    select d.delivery_id, d.organization_id from app.webhook_deliveries as d
    where d.status = 'queued' and d.attempts >= 40 and d.leased_by is not null and d.next_attempt_at <= app.now()
    limit 1000
    for update skip locked
  ), given_up as (
    update app.webhook_deliveries as d
    set status = 'failed', finished_at = app.now(), leased_by = null, last_error = 'No worker came back from it.'
    from lost
    where (d.delivery_id, d.organization_id) = (lost.delivery_id, lost.organization_id)
    returning d.*
  )
  select app.record(g.organization_id, 'webhook_delivery.failed', g.delivery_id::text, null, jsonb_build_object(
    'endpoint_id', g.endpoint_id, 'event_type', g.event_type, 'attempt', g.attempts
  ))
  from given_up as g;
$$;

comment on function app.prune_webhooks() is
  'Forgets deliveries that ended 30 days ago and rotated secrets whose day is over, and gives up deliveries from which forty workers did not come back.';
