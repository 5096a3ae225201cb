-- send_test_webhook: an admin tries an endpoint.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Writes: app.idempotency_keys, app.rate_limits, app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the idempotency key, the endpoint
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch,
--         PT429 too_many_requests
create function private.send_test_webhook(p_endpoint_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_endpoint_id);
  v_answer jsonb := app.recall_answer('send_test_webhook', p_key, v_arguments);
  v_endpoint app.webhook_endpoints := private.endpoint_to_change(p_endpoint_id);
  v_delivery app.webhook_deliveries;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  if v_endpoint.status <> 'active' then
    perform app.fail('illegal_transition', 'This webhook endpoint is switched off.', 'Enable it first.');
  end if;
  perform app.limit_rate('webhook test ' || p_endpoint_id, 10);
  -- Somebody has put it right, perhaps: what waits goes on as soon as this is taken.
  update app.webhook_endpoints as e set resting_until = null where e.endpoint_id = p_endpoint_id;
  insert into app.webhook_deliveries (organization_id, endpoint_id, event_type, subject_id, data)
  values (v_endpoint.organization_id, p_endpoint_id, 'webhook.test', p_endpoint_id, jsonb_build_object('endpoint_id', p_endpoint_id))
  returning * into v_delivery;
  return app.remember_answer('send_test_webhook', p_key, v_arguments, jsonb_build_object('delivery_id', v_delivery.delivery_id, 'status', v_delivery.status));
end;
$$;

comment on function private.send_test_webhook(uuid, text) is 'Definer: deliveries are no role''s to write.  See api.send_test_webhook.';
grant execute on function private.send_test_webhook(uuid, text) to authenticated;

create function api.send_test_webhook(endpoint_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.send_test_webhook(send_test_webhook.endpoint_id, send_test_webhook.idempotency_key);
$$;

comment on function api.send_test_webhook(uuid, text) is
  'Sends an event of the kind webhook.test to an active endpoint, ten a minute at most; webhook_deliveries shows what came of it.  Returns {delivery_id, status}.';
grant execute on function api.send_test_webhook(uuid, text) to authenticated;
