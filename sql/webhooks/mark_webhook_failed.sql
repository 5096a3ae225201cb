-- mark_webhook_failed: an attempt did not succeed; try again later, for three days.
--
-- Room:   webhooks
-- Caller: the service role
-- Reads:  app.webhook_deliveries, app.webhook_endpoints
-- Writes: app.audit_log, app.outbox_events, app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the endpoint, then the delivery
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_webhook_failed(
  p_delivery_id uuid, p_error text, p_response_status integer, p_duration_ms integer, p_retry_after_seconds integer
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_delivery app.webhook_deliveries := private.delivery_of_the_service(p_delivery_id);
  v_endpoint app.webhook_endpoints;
  v_gone boolean := p_response_status is not distinct from 410;
  v_deadline timestamptz := v_delivery.queued_at + interval '3 days';
  v_last boolean := v_gone or app.now() >= v_deadline - interval '1 minute';
  v_asked interval := app.asked_delay(p_retry_after_seconds);
  -- Once more at the very end.
  v_delay interval := app.backoff(v_delivery.attempts, '5 seconds', 4, '6 hours');
begin
  if v_delivery.status <> 'queued' then
    return jsonb_build_object('status', v_delivery.status, 'next_attempt_at', null);
  end if;
  update app.webhook_deliveries as d
  set status = case when v_last then 'failed' else 'queued' end, finished_at = case when v_last then app.now() end,
      next_attempt_at = least(app.now() + greatest(v_delay, v_asked), v_deadline), leased_by = null,
      last_error = left(p_error, 500), response_status = p_response_status, duration_ms = p_duration_ms
  where d.delivery_id = p_delivery_id
  returning * into v_delivery;
  -- The endpoint rests too, about ten minutes at most unless it asks for more: one that is down costs the workers little.
  update app.webhook_endpoints as e
  set failing_since = coalesce(e.failing_since, app.now()), failures = e.failures + 1,
      resting_until = app.now() + greatest(app.backoff(e.failures + 1, '5 seconds', 2, '10 minutes'), v_asked)
  where e.endpoint_id = v_delivery.endpoint_id
  returning * into v_endpoint;
  if v_last then
    perform app.record(
      v_delivery.organization_id, 'webhook_delivery.failed', p_delivery_id::text, null,
      jsonb_build_object('endpoint_id', v_delivery.endpoint_id, 'event_type', v_delivery.event_type, 'attempt', v_delivery.attempts)
    );
    if v_endpoint.status = 'active' and (v_gone or v_endpoint.failing_since <= app.now() - interval '71 hours') then
      perform app.end_webhook_endpoint(v_endpoint, case when v_gone then 'gone' else 'failing' end);
    end if;
  end if;
  return jsonb_build_object('status', v_delivery.status, 'next_attempt_at', case when not v_last then v_delivery.next_attempt_at end);
end;
$$;

comment on function private.mark_webhook_failed(uuid, text, integer, integer, integer) is 'Definer: deliveries are no role''s to write.  See api.mark_webhook_failed.';
grant execute on function private.mark_webhook_failed(uuid, text, integer, integer, integer) to service_role;

create function api.mark_webhook_failed(
  delivery_id uuid, error text, response_status integer default null, duration_ms integer default null, retry_after_seconds integer default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_webhook_failed(
    mark_webhook_failed.delivery_id, mark_webhook_failed.error, mark_webhook_failed.response_status,
    mark_webhook_failed.duration_ms, mark_webhook_failed.retry_after_seconds
  );
$$;

comment on function api.mark_webhook_failed(uuid, text, integer, integer, integer) is
  'Notes a failed attempt: queued again with exponential backoff for three days, then failed; 410 ends delivery and endpoint.  An endpoint that took nothing for three'
  ' days is switched off.  error has nothing of what the receiver answered.  Returns {status, next_attempt_at}.';
grant execute on function api.mark_webhook_failed(uuid, text, integer, integer, integer) to service_role;
