-- join_request_to_answer: one open request, locked for whoever answers it.
--
-- Room:   staff
-- Reads:  app.join_requests, app.members, app.organizations, app.role_permissions
-- Writes: app.audit_log, app.join_requests
-- Locks:  the organization, the request
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function private.join_request_to_answer(p_request_id uuid, p_status text)
returns app.join_requests
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_request app.join_requests;
begin
  select * into v_request from app.join_requests as r where r.request_id = p_request_id;
  if v_request.request_id is null
    or p_status = 'withdrawn' and v_request.user_id <> v_user_id
    or p_status <> 'withdrawn' and v_request.organization_id <> all (private.organizations_where('members:read')) then
    perform app.fail('not_found', format('No request %s that you may see.', p_request_id), 'Check which account you are signed in with.');
  end if;
  if p_status <> 'withdrawn' then
    perform private.permission_required(v_request.organization_id, 'members:write');
  end if;
  perform from app.organizations as o where o.organization_id = v_request.organization_id for no key update;
  select * into v_request from app.join_requests as r where r.request_id = p_request_id for no key update;
  -- Asking twice is no error: the second call finds the state already reached.
  if v_request.status not in ('open', p_status) then
    perform app.fail('illegal_transition', format('This request was %s.', v_request.status), 'Reload the list of requests.');
  end if;
  return v_request;
end;
$$;

comment on function private.join_request_to_answer(uuid, text) is
  'The request, locked, open or in p_status already: for its applicant, who withdraws it, or for a caller with members:write.  Definer: requests are no role''s to write.';

create function app.join_request_answer(p_request app.join_requests)
returns jsonb
language sql
immutable
security invoker
return jsonb_build_object('request_id', p_request.request_id, 'organization_id', p_request.organization_id, 'status', p_request.status);

comment on function app.join_request_answer(app.join_requests) is '{request_id, organization_id, status}.';

create function app.end_join_request(p_request app.join_requests, p_status text, p_reason text)
returns app.join_requests
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_request app.join_requests := p_request;
begin
  if p_request.status = 'open' then
    update app.join_requests as r
    set status = p_status, reason = p_reason, decided_at = app.now(), decided_by = auth.uid()
    where (r.request_id, r.organization_id) = (p_request.request_id, p_request.organization_id)
    returning * into v_request;
  end if;
  return v_request;
end;
$$;

comment on function app.end_join_request(app.join_requests, text, text) is 'Ends an open request; another one stays as it is.';
