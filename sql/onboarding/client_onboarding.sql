-- client_onboarding: what a client answered, for those who care for the client.
--
-- Room:   onboarding
-- Caller: a member with clients:manage, or with view_clients the practitioner who cares for the client
-- Reads:  app.clients, app.client_assignments, app.onboarding_steps, app.onboarding_versions, app.consents, app.intake_answers
-- Writes: app.audit_log
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.client_onboarding(p_client_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_client app.clients;
begin
  perform app.sign_in_required();
  select c.* into v_client from app.clients as c where c.client_id = p_client_id and c.organization_id = any (private.organizations_where('members:read'));
  if not found then
    perform app.fail('not_found', 'No such client in your organization.', 'Choose one from your list.');
  end if;
  -- With view_clients, like all else about the client: answers are the last to be read by whom the practice lets see no clients.
  if v_client.organization_id <> all (private.organizations_where('view_clients')) or not exists (
    select from app.client_assignments as a
    where (a.client_id, a.organization_id) = (v_client.client_id, v_client.organization_id) and a.ended_at is null
      and a.practitioner_id = any (private.my_practitioner_ids('sessions:read'))
  ) then
    perform private.permission_required(v_client.organization_id, 'clients:manage');
  end if;
  perform app.record(v_client.organization_id, 'intake.read', v_client.client_id::text);
  return jsonb_build_object(
    'client_id', v_client.client_id, 'has_account', v_client.user_id is not null, 'status', v_client.onboarding_status,
    'steps', app.steps_of_client(v_client)
  );
end;
$$;

comment on function private.client_onboarding(uuid) is 'Definer: answers are health information, which members read by this function only; it records who looked.';
grant execute on function private.client_onboarding(uuid) to authenticated;

create function api.client_onboarding(client_id uuid)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.client_onboarding(client_onboarding.client_id);
$$;

comment on function api.client_onboarding(uuid) is
  'A client''s onboarding with the answers, as my_onboarding has it, and has_account.  Each call is recorded in the audit log as intake.read.';
grant execute on function api.client_onboarding(uuid) to authenticated;
