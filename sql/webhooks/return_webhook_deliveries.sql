-- return_webhook_deliveries: a worker gives deliveries back that it has not tried.
--
-- Room:   webhooks
-- Caller: the service role
-- Reads:  app.webhook_deliveries
-- Writes: app.webhook_deliveries
-- Raises: PT400 invalid_argument, PT403 not_allowed
create function private.return_webhook_deliveries(p_worker text, p_delivery_ids uuid[])
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
  perform app.check_leased(p_delivery_ids);
  -- One that is locked is just being ended, or taken by another worker.
  with ours as (
    select d.delivery_id, d.organization_id
    from app.webhook_deliveries as d
    where d.delivery_id = any (p_delivery_ids) and d.status = 'queued' and d.leased_by = p_worker
    for no key update skip locked
  )
  update app.webhook_deliveries as d
  set next_attempt_at = app.now(), leased_by = null, attempts = d.attempts - 1
  from ours
  where (d.delivery_id, d.organization_id) = (ours.delivery_id, ours.organization_id);
  get diagnostics v_returned = row_count;
  return v_returned;
end;
$$;

comment on function private.return_webhook_deliveries(text, uuid[]) is 'Definer: deliveries are no role''s to write.  See api.return_webhook_deliveries.';
grant execute on function private.return_webhook_deliveries(text, uuid[]) to service_role;

create function api.return_webhook_deliveries(worker text, delivery_ids uuid[])
returns integer
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.return_webhook_deliveries(return_webhook_deliveries.worker, return_webhook_deliveries.delivery_ids);
$$;

comment on function api.return_webhook_deliveries(text, uuid[]) is
  'Makes these deliveries due again at once and takes back the attempt that claiming counted, where worker still has them.  Only for those of which nothing was'
  ' sent.  Returns how many.  Safe to repeat.';
grant execute on function api.return_webhook_deliveries(text, uuid[]) to service_role;
