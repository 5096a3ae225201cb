-- change_webhook_endpoint: another address, other kinds of event, more or less detail.
--
-- Room:   webhooks
-- Caller: a member with webhooks:manage
-- Writes: app.audit_log, app.idempotency_keys, app.webhook_endpoints, app.webhook_subscriptions
-- Locks:  the idempotency key, the endpoint
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.change_webhook_endpoint(
  p_endpoint_id uuid, p_url text, p_event_types text[], p_description text, p_detail boolean, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_endpoint_id, p_url, p_event_types, p_description, p_detail);
  v_answer jsonb := app.recall_answer('change_webhook_endpoint', p_key, v_arguments);
  v_endpoint app.webhook_endpoints := private.endpoint_to_change(p_endpoint_id);
  v_before jsonb := app.endpoint_answer(p_endpoint_id);
begin
  if v_answer is not null then
    return v_answer;
  end if;
  begin
    update app.webhook_endpoints as e
    set url = coalesce(btrim(p_url), e.url), description = coalesce(btrim(p_description), e.description), detail = coalesce(p_detail, e.detail),
      -- Another address starts afresh.
      failing_since = case when btrim(p_url) is null or btrim(p_url) = e.url then e.failing_since end,
      failures = case when btrim(p_url) is null or btrim(p_url) = e.url then e.failures else 0 end,
      resting_until = case when btrim(p_url) is null or btrim(p_url) = e.url then e.resting_until end
    where e.endpoint_id = p_endpoint_id;
  exception when check_violation then
    perform app.fail('invalid_argument', 'A webhook needs an https address of up to 2000 characters and a short description.', 'Correct them and try again.');
  end;
  if p_event_types is not null then
    perform app.choose_event_types(v_endpoint, p_event_types);
  end if;
  v_answer := app.endpoint_answer(p_endpoint_id);
  if v_before <> v_answer then
    perform app.record(v_endpoint.organization_id, 'webhook_endpoint.changed', p_endpoint_id::text, v_before, v_answer);
  end if;
  return app.remember_answer('change_webhook_endpoint', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.change_webhook_endpoint(uuid, text, text[], text, boolean, text) is
  'Definer: endpoints are no role''s to write.  See api.change_webhook_endpoint.';
grant execute on function private.change_webhook_endpoint(uuid, text, text[], text, boolean, text) to authenticated;

create function api.change_webhook_endpoint(
  endpoint_id uuid, url text default null, event_types text[] default null, description text default null, detail boolean default null,
  idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.change_webhook_endpoint(
    change_webhook_endpoint.endpoint_id, change_webhook_endpoint.url, change_webhook_endpoint.event_types,
    change_webhook_endpoint.description, change_webhook_endpoint.detail, change_webhook_endpoint.idempotency_key
  );
$$;

comment on function api.change_webhook_endpoint(uuid, text, text[], text, boolean, text) is
  'Changes what is given and leaves what is null.  Deliveries that are queued go to the new address.  Returns {endpoint_id, organization_id, url, description,'
  ' detail, event_types, status, disabled_because}.';
grant execute on function api.change_webhook_endpoint(uuid, text, text[], text, boolean, text) to authenticated;
