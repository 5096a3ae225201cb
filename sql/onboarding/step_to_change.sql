-- step_to_change: one step, for an admin, while nobody answers.
--
-- Room:   onboarding
-- Reads:  app.onboarding_steps
-- Locks:  the organization's onboarding, then the step
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.step_to_change(p_step_id uuid)
returns app.onboarding_steps
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_step app.onboarding_steps;
begin
  perform app.sign_in_required();
  select s.* into v_step from app.onboarding_steps as s where s.step_id = p_step_id;
  if not found then
    perform app.fail('not_found', 'No such step in your organization.', 'Reload the list.');
  end if;
  perform private.permission_required(v_step.organization_id, 'settings:write');
  perform app.lock_onboarding(v_step.organization_id, true);
  select s.* into v_step from app.onboarding_steps as s where s.step_id = p_step_id for update;
  return v_step;
end;
$$;

comment on function private.step_to_change(uuid) is 'Definer: steps are changed by verbs only.  To a stranger the step does not exist.';

create function app.step_answer(p_step_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_build_object(
    'step_id', s.step_id, 'version', s.version, 'is_changed', s.is_changed, 'retired_at', s.retired_at,
    'pending_clients', (
      select count(*) from app.clients as c
      where c.organization_id = s.organization_id and c.user_id is not null and c.archived_at is null and c.onboarding_status = 'pending'
    )
  )
  from api.onboarding_steps as s
  where s.step_id = p_step_id;
$$;

comment on function app.step_answer(uuid) is 'What the verbs that change a step return.  pending_clients: how many clients with an account have something to answer now.';
