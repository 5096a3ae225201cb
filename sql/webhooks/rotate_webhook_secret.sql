-- rotate_webhook_secret: a new secret, beside which the old one signs for a day.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Reads:  app.webhook_secrets
-- Writes: app.audit_log, app.idempotency_keys, app.webhook_secrets
-- Locks:  the idempotency key, the endpoint
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.rotate_webhook_secret(p_endpoint_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_endpoint_id);
  v_answer jsonb := app.recall_answer('rotate_webhook_secret', p_key, v_arguments);
  v_endpoint app.webhook_endpoints := private.endpoint_to_change(p_endpoint_id);
  v_secret app.webhook_secrets;
begin
  if v_answer is not null then
    return v_answer || app.webhook_secret_answer(v_answer);
  end if;
  -- Two signatures at most: who rotates again within the day ends the older one.
  delete from app.webhook_secrets as s where s.endpoint_id = p_endpoint_id and s.valid_until is not null;
  update app.webhook_secrets as s set valid_until = app.now() + interval '24 hours' where s.endpoint_id = p_endpoint_id;
  v_secret := app.new_webhook_secret(v_endpoint);
  perform app.record(v_endpoint.organization_id, 'webhook_endpoint.rotated', p_endpoint_id::text, null, jsonb_build_object('secret_id', v_secret.secret_id));
  v_answer := app.remember_answer('rotate_webhook_secret', p_key, v_arguments, jsonb_build_object(
    'endpoint_id', p_endpoint_id, 'secret_id', v_secret.secret_id, 'previous_valid_until', app.now() + interval '24 hours'
  ));
  return v_answer || app.webhook_secret_answer(v_answer);
end;
$$;

comment on function private.rotate_webhook_secret(uuid, text) is 'Definer: secrets are no role''s to read or write.  See api.rotate_webhook_secret.';
grant execute on function private.rotate_webhook_secret(uuid, text) to authenticated;

create function api.rotate_webhook_secret(endpoint_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.rotate_webhook_secret(rotate_webhook_secret.endpoint_id, rotate_webhook_secret.idempotency_key);
$$;

comment on function api.rotate_webhook_secret(uuid, text) is
  'Gives the endpoint a new secret, which is never shown again.  For 24 hours deliveries carry two signatures, by the new secret and by the one before.  Returns'
  ' {endpoint_id, secret_id, secret, previous_valid_until}.';
grant execute on function api.rotate_webhook_secret(uuid, text) to authenticated;
