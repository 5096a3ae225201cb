-- mark_webhook_delivered: the receiver has taken it.
--
-- Room:   webhooks
-- Caller: the service role
-- Reads:  app.webhook_deliveries, app.webhook_endpoints
-- Writes: app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the endpoint, then the delivery
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_webhook_delivered(p_delivery_id uuid, p_response_status integer, p_duration_ms integer)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_delivery app.webhook_deliveries := private.delivery_of_the_service(p_delivery_id);
begin
  -- Asking twice is no error; one that was given up or dropped while it was on its way has arrived after all.
  if v_delivery.status <> 'delivered' then
    update app.webhook_deliveries as d
    set status = 'delivered', finished_at = app.now(), leased_by = null, last_error = null,
        response_status = p_response_status, duration_ms = p_duration_ms
    where d.delivery_id = p_delivery_id;
    update app.webhook_endpoints as e
    set failing_since = null, failures = 0, resting_until = null
    where e.endpoint_id = v_delivery.endpoint_id and e.failures > 0;
  end if;
  return jsonb_build_object('status', 'delivered', 'next_attempt_at', null);
end;
$$;

comment on function private.mark_webhook_delivered(uuid, integer, integer) is 'Definer: deliveries are no role''s to write.  See api.mark_webhook_delivered.';
grant execute on function private.mark_webhook_delivered(uuid, integer, integer) to service_role;

create function api.mark_webhook_delivered(delivery_id uuid, response_status integer, duration_ms integer default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_webhook_delivered(
    mark_webhook_delivered.delivery_id, mark_webhook_delivered.response_status, mark_webhook_delivered.duration_ms
  );
$$;

comment on function api.mark_webhook_delivered(uuid, integer, integer) is
  'Ends a delivery that was answered 2xx, and lets its endpoint count as well.  Returns {status, next_attempt_at}.  Safe to repeat.';
grant execute on function api.mark_webhook_delivered(uuid, integer, integer) to service_role;
