-- endpoint_to_change: one webhook endpoint, locked for an admin.
--
-- Room:   webhooks
-- Reads:  app.webhook_endpoints, app.members, app.role_permissions
-- Locks:  the endpoint
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.endpoint_to_change(p_endpoint_id uuid)
returns app.webhook_endpoints
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_endpoint app.webhook_endpoints;
begin
  perform app.sign_in_required();
  select * into v_endpoint from app.webhook_endpoints as e where e.endpoint_id = p_endpoint_id;
  if v_endpoint.endpoint_id is null or v_endpoint.organization_id <> all (private.organizations_where('members:read')) then
    perform app.fail('not_found', format('No webhook endpoint %s that you may see.', p_endpoint_id), 'Check which account you are signed in with.');
  end if;
  perform private.permission_required(v_endpoint.organization_id, 'webhooks:manage');
  select * into v_endpoint from app.webhook_endpoints as e where e.endpoint_id = p_endpoint_id for no key update;
  if not found then
    perform app.fail('not_found', 'The webhook endpoint has just been deleted.', 'Register it again if it is still needed.');
  end if;
  return v_endpoint;
end;
$$;

comment on function private.endpoint_to_change(uuid) is
  'The endpoint, locked, if the caller has webhooks:manage in its organization.  Definer: endpoints are no role''s to write.';
