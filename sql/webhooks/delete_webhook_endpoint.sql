-- delete_webhook_endpoint: an endpoint goes, with its secrets and its log.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Writes: app.audit_log, app.idempotency_keys, app.webhook_endpoints
-- Locks:  the idempotency key, the endpoint
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.delete_webhook_endpoint(p_endpoint_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_answer constant jsonb := jsonb_build_object('endpoint_id', p_endpoint_id);
  v_endpoint app.webhook_endpoints;
  v_before jsonb;
begin
  if app.recall_answer('delete_webhook_endpoint', p_key, v_answer) is not null then
    return v_answer;
  end if;
  v_endpoint := private.endpoint_to_change(p_endpoint_id);
  v_before := app.endpoint_answer(p_endpoint_id);
  delete from app.webhook_endpoints as e where e.endpoint_id = p_endpoint_id;
  perform app.record(v_endpoint.organization_id, 'webhook_endpoint.deleted', p_endpoint_id::text, v_before, null);
  return app.remember_answer('delete_webhook_endpoint', p_key, v_answer, v_answer);
end;
$$;

comment on function private.delete_webhook_endpoint(uuid, text) is 'Definer: endpoints are no role''s to write.  See api.delete_webhook_endpoint.';
grant execute on function private.delete_webhook_endpoint(uuid, text) to authenticated;

create function api.delete_webhook_endpoint(endpoint_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.delete_webhook_endpoint(delete_webhook_endpoint.endpoint_id, delete_webhook_endpoint.idempotency_key);
$$;

comment on function api.delete_webhook_endpoint(uuid, text) is
  'Deletes an endpoint with its secrets and deliveries, sent or not; the audit log keeps that it was there.  Returns {endpoint_id}.';
grant execute on function api.delete_webhook_endpoint(uuid, text) to authenticated;
