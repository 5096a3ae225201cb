-- assign_practitioner: give a client to a practitioner who has room.
--
-- Room:   people
-- Caller: a member with clients:manage
-- Reads:  app.clients, app.practitioners
-- Writes: app.audit_log, app.client_assignments, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, then the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 practitioner_full, PT422 not_accepting_clients,
--         PT422 idempotency_mismatch
create function private.assign_practitioner(p_client_id uuid, p_practitioner_id uuid, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_answer constant jsonb := jsonb_build_object('client_id', p_client_id, 'practitioner_id', p_practitioner_id);
  v_arguments constant jsonb := jsonb_build_array(p_client_id, p_practitioner_id, p_reason);
  v_practitioner app.practitioners;
begin
  perform app.sign_in_required();
  if app.recall_answer('assign_practitioner', p_key, v_arguments) is not null then
    return v_answer;
  end if;
  select p.* into v_practitioner
  from app.practitioners as p
  join app.clients as c on c.organization_id = p.organization_id
  where p.practitioner_id = p_practitioner_id and p.archived_at is null
    and c.client_id = p_client_id and c.archived_at is null
    and p.organization_id = any (private.organizations_where('members:read'));
  if not found then
    perform app.fail('not_found', 'No such active client and practitioner in your organization.', 'Choose both from your lists.');
  end if;
  perform private.permission_required(v_practitioner.organization_id, 'clients:manage');

  perform app.take_client_place(p_client_id, p_practitioner_id, v_practitioner.organization_id, p_reason);
  -- What was asked for is what is answered.
  return app.remember_answer('assign_practitioner', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.assign_practitioner(uuid, uuid, text, text) is 'Definer: assignments are no role''s to write.  See api.assign_practitioner.';
grant execute on function private.assign_practitioner(uuid, uuid, text, text) to authenticated;

create function api.assign_practitioner(client_id uuid, practitioner_id uuid, reason text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.assign_practitioner(
    assign_practitioner.client_id, assign_practitioner.practitioner_id, assign_practitioner.reason, assign_practitioner.idempotency_key
  );
$$;

comment on function api.assign_practitioner(uuid, uuid, text, text) is
  'Ends the client''s present assignment and begins one with the practitioner, within max_clients; the reason is for members.  Returns {client_id, practitioner_id}.  Safe to repeat.';
grant execute on function api.assign_practitioner(uuid, uuid, text, text) to authenticated;
