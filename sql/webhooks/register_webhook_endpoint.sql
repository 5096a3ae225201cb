-- register_webhook_endpoint: an organization wants to be told what happens.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Reads:  app.webhook_endpoints, app.webhook_secrets
-- Writes: app.audit_log, app.idempotency_keys, app.webhook_endpoints, app.webhook_secrets, app.webhook_subscriptions
-- Locks:  the idempotency key, the organization
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.register_webhook_endpoint(
  p_organization_id uuid, p_url text, p_event_types text[], p_description text, p_detail boolean, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_url, p_event_types, p_description, p_detail);
  v_answer jsonb;
  v_endpoint app.webhook_endpoints;
  v_secret app.webhook_secrets;
begin
  perform private.permission_required(p_organization_id, 'webhooks:manage');
  v_answer := app.recall_answer('register_webhook_endpoint', p_key, v_arguments);
  if v_answer is not null then
    return v_answer || app.webhook_secret_answer(v_answer);
  end if;
  perform from app.organizations as o where o.organization_id = p_organization_id for no key update;
  if (select count(*) from app.webhook_endpoints as e where e.organization_id = p_organization_id) >= 20 then
    perform app.fail('invalid_argument', 'An organization has up to 20 webhook endpoints.', 'Delete one that is no longer needed.');
  end if;
  begin
    insert into app.webhook_endpoints (organization_id, url, description, detail)
    values (p_organization_id, btrim(p_url), coalesce(btrim(p_description), ''), coalesce(p_detail, false))
    returning * into v_endpoint;
  exception when check_violation or not_null_violation then
    perform app.fail('invalid_argument', 'A webhook needs an https address of up to 2000 characters and a short description.', 'Correct them and try again.');
  end;
  perform app.choose_event_types(v_endpoint, p_event_types);
  v_secret := app.new_webhook_secret(v_endpoint);
  perform app.record(p_organization_id, 'webhook_endpoint.created', v_endpoint.endpoint_id::text, null, app.endpoint_answer(v_endpoint.endpoint_id));
  -- The secret is not kept with the answer: a repeated request reads it where it is.
  v_answer := app.remember_answer('register_webhook_endpoint', p_key, v_arguments, app.endpoint_answer(v_endpoint.endpoint_id) || jsonb_build_object('secret_id', v_secret.secret_id));
  return v_answer || app.webhook_secret_answer(v_answer);
end;
$$;

comment on function private.register_webhook_endpoint(uuid, text, text[], text, boolean, text) is
  'Definer: endpoints are no role''s to write.  See api.register_webhook_endpoint.';
grant execute on function private.register_webhook_endpoint(uuid, text, text[], text, boolean, text) to authenticated;

create function api.register_webhook_endpoint(
  organization_id uuid, url text, event_types text[], description text default '', detail boolean default false, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_webhook_endpoint(
    register_webhook_endpoint.organization_id, register_webhook_endpoint.url, register_webhook_endpoint.event_types,
    register_webhook_endpoint.description, register_webhook_endpoint.detail, register_webhook_endpoint.idempotency_key
  );
$$;

comment on function api.register_webhook_endpoint(uuid, text, text[], text, boolean, text) is
  'Registers an https address that is told the chosen kinds of event, and returns it with its secret, which is never shown again: {endpoint_id,'
  ' organization_id, url, description, detail, event_types, status, disabled_because, secret_id, secret}.  detail: names and contact details are sent along.';
grant execute on function api.register_webhook_endpoint(uuid, text, text[], text, boolean, text) to authenticated;
