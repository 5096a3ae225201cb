-- replay_webhook_delivery: the same event is sent once more.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Reads:  app.webhook_deliveries
-- Writes: app.audit_log, app.idempotency_keys, app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the idempotency key, the endpoint, the delivery
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.replay_webhook_delivery(p_delivery_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_delivery_id);
  v_answer jsonb := app.recall_answer('replay_webhook_delivery', p_key, v_arguments);
  v_delivery app.webhook_deliveries;
  v_endpoint app.webhook_endpoints;
begin
  select * into v_delivery from app.webhook_deliveries as d where d.delivery_id = p_delivery_id;
  if v_delivery.delivery_id is null or v_delivery.organization_id <> all (private.organizations_where('members:read')) then
    perform app.fail('not_found', format('No webhook delivery %s that you may see.', p_delivery_id), 'Deliveries are kept for 30 days.');
  end if;
  v_endpoint := private.endpoint_to_change(v_delivery.endpoint_id);
  if v_answer is not null then
    return v_answer;
  end if;
  if v_endpoint.status <> 'active' then
    perform app.fail('illegal_transition', 'This webhook endpoint is switched off.', 'Enable it first.');
  end if;
  update app.webhook_deliveries as d
  set status = 'queued', attempts = 0, next_attempt_at = app.now(), queued_at = app.now(), finished_at = null, last_error = null
  where d.delivery_id = p_delivery_id and d.status <> 'queued';
  if not found then
    perform app.fail('illegal_transition', 'This delivery is still being tried.', 'Wait until it was delivered or given up.');
  end if;
  update app.webhook_endpoints as e set resting_until = null where e.endpoint_id = v_endpoint.endpoint_id;
  perform app.record(v_delivery.organization_id, 'webhook_delivery.replayed', p_delivery_id::text, jsonb_build_object('status', v_delivery.status), null);
  return app.remember_answer('replay_webhook_delivery', p_key, v_arguments, jsonb_build_object('delivery_id', p_delivery_id, 'status', 'queued'));
end;
$$;

comment on function private.replay_webhook_delivery(uuid, text) is 'Definer: deliveries are no role''s to write.  See api.replay_webhook_delivery.';
grant execute on function private.replay_webhook_delivery(uuid, text) to authenticated;

create function api.replay_webhook_delivery(delivery_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.replay_webhook_delivery(replay_webhook_delivery.delivery_id, replay_webhook_delivery.idempotency_key);
$$;

comment on function api.replay_webhook_delivery(uuid, text) is
  'Queues a delivery that has ended once more, under the same webhook-id, so that a receiver who has it can tell.  Returns {delivery_id, status}.';
grant execute on function api.replay_webhook_delivery(uuid, text) to authenticated;
