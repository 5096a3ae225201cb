-- disable_webhook_endpoint: nothing more is sent there.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Writes: app.audit_log, app.idempotency_keys, app.outbox_events, app.webhook_deliveries, app.webhook_endpoints
-- Locks:  the idempotency key, the endpoint
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.disable_webhook_endpoint(p_endpoint_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_endpoint_id);
  v_answer jsonb := app.recall_answer('disable_webhook_endpoint', p_key, v_arguments);
  v_endpoint app.webhook_endpoints := private.endpoint_to_change(p_endpoint_id);
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- Asking twice is no error: the second call finds the state already reached.
  if v_endpoint.status = 'active' then
    perform app.end_webhook_endpoint(v_endpoint, 'by_admin');
  end if;
  return app.remember_answer('disable_webhook_endpoint', p_key, v_arguments, app.endpoint_answer(p_endpoint_id));
end;
$$;

comment on function private.disable_webhook_endpoint(uuid, text) is 'Definer: endpoints are no role''s to write.  See api.disable_webhook_endpoint.';
grant execute on function private.disable_webhook_endpoint(uuid, text) to authenticated;

create function api.disable_webhook_endpoint(endpoint_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.disable_webhook_endpoint(disable_webhook_endpoint.endpoint_id, disable_webhook_endpoint.idempotency_key);
$$;

comment on function api.disable_webhook_endpoint(uuid, text) is
  'Stops telling the endpoint anything; what was queued for it is dropped, and can be replayed once it is enabled again.  Safe to repeat.  Returns {endpoint_id,'
  ' organization_id, url, description, detail, event_types, status, disabled_because}.';
grant execute on function api.disable_webhook_endpoint(uuid, text) to authenticated;
