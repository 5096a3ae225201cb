-- publish_onboarding_step: clients are asked this from now on.
--
-- Room:   onboarding
-- Caller: a member with settings:write
-- Reads:  app.onboarding_steps, app.onboarding_versions
-- Writes: app.audit_log, app.client_assignments, app.clients, app.idempotency_keys, app.onboarding_steps, app.onboarding_versions
-- Locks:  the idempotency key, the organization's onboarding, the step
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.publish_onboarding_step(p_step_id uuid, p_key text)
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
  v_last app.onboarding_versions;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('publish_onboarding_step', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_step := private.step_to_change(p_step_id);
  select v.* into v_last
  from app.onboarding_versions as v
  where (v.step_id, v.organization_id, v.version) = (v_step.step_id, v_step.organization_id, v_step.version);
  if v_last.version is null
    or (v_last.title, v_last.body, v_last.url, v_last.answer_type, v_last.choices)
      is distinct from (v_step.title, v_step.body, v_step.url, v_step.answer_type, v_step.choices) then
    insert into app.onboarding_versions (step_id, organization_id, version, title, body, url, answer_type, choices, asks_from)
    values (
      v_step.step_id, v_step.organization_id, v_step.version + 1, v_step.title, v_step.body, v_step.url, v_step.answer_type, v_step.choices,
      -- Nobody agrees to a text unseen.  A question that is only reworded keeps its answers.
      case
        when v_step.kind = 'question' and (v_last.answer_type, v_last.choices) is not distinct from (v_step.answer_type, v_step.choices) then v_last.asks_from
        else v_step.version + 1
      end
    );
    v_step.version := v_step.version + 1;
  end if;
  update app.onboarding_steps as s
  set version = v_step.version, retired_at = null
  where (s.step_id, s.organization_id) = (v_step.step_id, v_step.organization_id);
  return app.remember_answer('publish_onboarding_step', p_key, v_arguments, app.step_answer(p_step_id));
end;
$$;

comment on function private.publish_onboarding_step(uuid, text) is 'Definer: versions are no role''s to write; private.step_to_change authorises.';
grant execute on function private.publish_onboarding_step(uuid, text) to authenticated;

create function api.publish_onboarding_step(step_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.publish_onboarding_step(publish_onboarding_step.step_id, publish_onboarding_step.idempotency_key);
$$;

comment on function api.publish_onboarding_step(uuid, text) is
  'Makes the working copy what clients are asked: a new version if it says something else, and then everybody is asked again; only a reworded question keeps its'
  ' answers.  Brings a retired step back.  Returns {step_id, version, is_changed, retired_at, pending_clients}.  Safe to repeat.';
grant execute on function api.publish_onboarding_step(uuid, text) to authenticated;
