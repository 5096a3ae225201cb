-- end_assignment: a client is in nobody's care any more.
--
-- Room:   people
-- Caller: a member with clients:manage, or the practitioner who cares for the client
-- Reads:  app.clients, app.practitioners
-- Writes: app.audit_log, app.client_assignments, app.idempotency_keys
-- Locks:  the idempotency key, then the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.end_assignment(p_client_id uuid, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_answer constant jsonb := jsonb_build_object('client_id', p_client_id, 'practitioner_id', null);
  v_arguments constant jsonb := jsonb_build_array(p_client_id, p_reason);
  v_client app.clients;
begin
  perform app.sign_in_required();
  if app.recall_answer('end_assignment', p_key, v_arguments) is not null then
    return v_answer;
  end if;
  select c.* into v_client from app.clients as c where c.client_id = p_client_id and c.organization_id = any (private.organizations_where('members:read'));
  if not found then
    perform app.fail('not_found', 'No such client in your organization.', 'Choose one from your list.');
  end if;
  perform app.lock_client(p_client_id, v_client.organization_id);
  if not exists (
    select from app.client_assignments as a
    where (a.client_id, a.organization_id) = (p_client_id, v_client.organization_id) and a.ended_at is null
      and a.practitioner_id = any (private.my_practitioner_ids('sessions:write'))
  ) then
    perform private.permission_required(v_client.organization_id, 'clients:manage');
  end if;
  perform app.end_client_place(p_client_id, v_client.organization_id, app.assignment_reason(p_reason));
  return app.remember_answer('end_assignment', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.end_assignment(uuid, text, text) is 'Definer: assignments are no role''s to write.  See api.end_assignment.';
grant execute on function private.end_assignment(uuid, text, text) to authenticated;

create function api.end_assignment(client_id uuid, reason text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.end_assignment(end_assignment.client_id, end_assignment.reason, end_assignment.idempotency_key);
$$;

comment on function api.end_assignment(uuid, text, text) is
  'Ends the client''s present assignment, whose place is free at once; bookings stay as they are.  Returns {client_id, practitioner_id: null}.  Safe to repeat.';
grant execute on function api.end_assignment(uuid, text, text) to authenticated;
