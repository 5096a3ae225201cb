-- retire_onboarding_step: clients are not asked this any more.
--
-- Room:   onboarding
-- Caller: a member with settings:write
-- Reads:  app.onboarding_steps
-- Writes: app.audit_log, app.client_assignments, app.clients, app.idempotency_keys, app.onboarding_steps
-- Locks:  the idempotency key, the organization's onboarding, the step
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.retire_onboarding_step(p_step_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_step_id);
  v_answer jsonb;
  v_step app.onboarding_steps;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('retire_onboarding_step', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_step := private.step_to_change(p_step_id);
  update app.onboarding_steps as s
  set retired_at = app.now()
  where (s.step_id, s.organization_id) = (v_step.step_id, v_step.organization_id) and s.retired_at is null;
  return app.remember_answer('retire_onboarding_step', p_key, v_arguments, app.step_answer(p_step_id));
end;
$$;

comment on function private.retire_onboarding_step(uuid, text) is 'Definer: steps are no role''s to write; private.step_to_change authorises.';
grant execute on function private.retire_onboarding_step(uuid, text) to authenticated;

create function api.retire_onboarding_step(step_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.retire_onboarding_step(retire_onboarding_step.step_id, retire_onboarding_step.idempotency_key);
$$;

comment on function api.retire_onboarding_step(uuid, text) is
  'Asks nobody any more; what was answered and agreed to stays.  Publishing brings the step back.  Returns {step_id, version, is_changed, retired_at, pending_clients}.';
grant execute on function api.retire_onboarding_step(uuid, text) to authenticated;
