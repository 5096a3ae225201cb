-- join_organization: somebody with an account becomes a client of a practice (CP-6.1 to 6.7).
--
-- Room:   onboarding
-- Caller: any signed-in user whose address Auth has confirmed
-- Reads:  app.organizations, app.practitioners, app.clients, app.client_assignments
-- Writes: app.audit_log, app.client_assignments, app.clients, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT409 practitioner_full,
--         PT422 consent_required, PT422 not_accepting_clients, PT422 idempotency_mismatch
create function private.join_organization(p_slug text, p_details jsonb, p_practitioner_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments constant jsonb := jsonb_build_array(p_slug, p_details, p_practitioner_id);
  v_answer jsonb := app.recall_answer('join_organization', p_key, v_arguments);
  v_organization app.organizations;
  v_email text := app.confirmed_email();
  v_client_id uuid;
  v_present uuid;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select o.* into v_organization from app.organizations as o where o.slug = p_slug and o.suspended_at is null;
  if not found then
    perform app.fail('not_found', 'No such practice.', 'Check the address of the page.');
  end if;
  if v_email is null then
    perform app.fail('not_allowed', 'Your e-mail address is not confirmed yet.', 'Open the link in the mail that was sent to you, then try again.');
  end if;
  if p_practitioner_id is not null then
    perform app.lock_practitioner(p_practitioner_id);
    if not exists (
      select from app.practitioners as p
      where (p.practitioner_id, p.organization_id) = (p_practitioner_id, v_organization.organization_id) and p.published and p.archived_at is null
    ) then
      perform app.fail('not_found', 'No such practitioner in this practice.', 'Choose another practitioner, or none.');
    end if;
  end if;
  v_client_id := app.joined_client(
    v_organization.organization_id, app.client_details(p_details || jsonb_build_object('email', v_email), v_organization.time_zone), v_user_id
  );
  select a.practitioner_id into v_present
  from app.client_assignments as a
  where (a.client_id, a.organization_id) = (v_client_id, v_organization.organization_id) and a.ended_at is null;
  if v_present <> p_practitioner_id then
    perform app.fail('illegal_transition', 'You are in the care of another practitioner of this practice.', 'Ask the practice if you would like to change.');
  end if;
  if p_practitioner_id is not null then
    begin
      perform app.take_client_place(v_client_id, p_practitioner_id, v_organization.organization_id, null);
    exception when sqlstate 'PT409' then
      perform app.fail(
        'practitioner_full', 'This practitioner has no free place at present.', 'Choose another practitioner, or none: the practice then finds somebody for you.'
      );
    end;
  end if;
  return app.remember_answer('join_organization', p_key, v_arguments, app.onboarding_answer(v_client_id) || jsonb_build_object(
    'organization_id', v_organization.organization_id, 'practitioner_id', coalesce(p_practitioner_id, v_present)
  ));
end;
$$;

comment on function private.join_organization(text, jsonb, uuid, text) is 'Definer: clients and assignments are no role''s to write.  See api.join_organization.';
grant execute on function private.join_organization(text, jsonb, uuid, text) to authenticated;

create function api.join_organization(organization_slug text, details jsonb, practitioner_id uuid default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.join_organization(
    join_organization.organization_slug, join_organization.details, join_organization.practitioner_id, join_organization.idempotency_key
  );
$$;

comment on function api.join_organization(text, jsonb, uuid, text) is
  'Makes the signed-in user a client with details {name, phone, consent, time_zone, locale} and the account''s address, cared for by practitioner_id if there is a free'
  ' place, else refused; null: an admin assigns somebody.  Returns {client_id, status, open_steps, organization_id, practitioner_id}.  Safe to repeat.';
grant execute on function api.join_organization(text, jsonb, uuid, text) to authenticated;
