-- assign_practitioner: give a client to a practitioner who has room.
--
-- Room:   people
-- Caller: a member with clients:manage
-- Reads:  app.clients, app.practitioners
-- Writes: app.audit_log, app.client_assignments, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, then the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 practitioner_full, PT422 not_accepting_clients,
--         PT422 idempotency_mismatch
create function private.assign_practitioner(p_client_id uuid, p_practitioner_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_answer constant jsonb := jsonb_build_object('client_id', p_client_id, 'practitioner_id', p_practitioner_id);
  v_practitioner app.practitioners;
begin
  perform app.sign_in_required();
  if app.recall_answer('assign_practitioner', p_key, v_answer) is not null then
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

  -- One at a time per practitioner, so that two assignments cannot both take the last place; and per client, who has one practitioner.
  perform app.lock_practitioner(p_practitioner_id);
  perform from app.clients as c where (c.client_id, c.organization_id) = (p_client_id, v_practitioner.organization_id) for no key update;
  if exists (
    select from app.client_assignments as a
    where (a.client_id, a.practitioner_id) = (p_client_id, p_practitioner_id) and a.ended_at is null
  ) then
    return app.remember_answer('assign_practitioner', p_key, v_answer, v_answer);
  end if;
  if not v_practitioner.accepting_clients then
    perform app.fail('not_accepting_clients', 'This practitioner takes no new clients at present.', 'Choose another practitioner.');
  end if;
  if v_practitioner.max_clients <= (
    select count(*) from app.client_assignments as a where a.practitioner_id = p_practitioner_id and a.ended_at is null
  ) then
    perform app.fail(
      'practitioner_full', format('This practitioner already cares for the agreed number of clients: %s.', v_practitioner.max_clients),
      'Choose another practitioner, or raise max_clients.'
    );
  end if;

  update app.client_assignments as a set ended_at = greatest(a.assigned_at, app.now()) where a.client_id = p_client_id and a.ended_at is null;
  insert into app.client_assignments (organization_id, client_id, practitioner_id)
  values (v_practitioner.organization_id, p_client_id, p_practitioner_id);
  -- What was asked for is what is answered.
  return app.remember_answer('assign_practitioner', p_key, v_answer, v_answer);
end;
$$;

comment on function private.assign_practitioner(uuid, uuid, text) is 'Definer: assignments are no role''s to write.  See api.assign_practitioner.';
grant execute on function private.assign_practitioner(uuid, uuid, text) to authenticated;

create function api.assign_practitioner(client_id uuid, practitioner_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.assign_practitioner(assign_practitioner.client_id, assign_practitioner.practitioner_id, assign_practitioner.idempotency_key);
$$;

comment on function api.assign_practitioner(uuid, uuid, text) is
  'Ends the client''s present assignment and begins one with the practitioner, within max_clients.  Returns {client_id, practitioner_id}.  Safe to repeat.';
grant execute on function api.assign_practitioner(uuid, uuid, text) to authenticated;
