-- answer_onboarding_step: a client agrees, accepts or answers.
--
-- Room:   onboarding
-- Caller: a client of the organization
-- Reads:  app.clients, app.onboarding_steps, app.onboarding_versions
-- Writes: app.audit_log, app.client_assignments, app.clients, app.consents, app.idempotency_keys, app.intake_answers
-- Locks:  the idempotency key, the organization's onboarding, the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.answer_onboarding_step(p_step_id uuid, p_version integer, p_answer jsonb, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_step_id, p_version, p_answer);
  v_answer jsonb;
  v_client_id uuid;
  v_step app.onboarding_steps;
  v_asked app.onboarding_versions;
  -- Bare values are understood, too; not every client library can send one.
  v_value constant jsonb := case jsonb_typeof(p_answer) when 'object' then p_answer -> 'value' else p_answer end;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('answer_onboarding_step', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  select c.client_id, c.organization_id into v_client_id, v_step.organization_id
  from app.clients as c
  join app.onboarding_steps as s on s.organization_id = c.organization_id and s.step_id = p_step_id and s.version > 0
  where c.client_id = any (private.my_client_ids());
  if not found then
    perform app.fail('not_found', 'No such step for you.', 'Reload the page.');
  end if;
  perform app.lock_onboarding(v_step.organization_id, false);
  perform app.lock_client(v_client_id, v_step.organization_id);
  select s.* into v_step from app.onboarding_steps as s where s.step_id = p_step_id;
  if v_step.version <> coalesce(p_version, v_step.version - 1) or v_step.retired_at is not null then
    perform app.fail('illegal_transition', 'The practice has changed this step meanwhile.', 'Reload the page and read it again.');
  end if;
  select v.* into v_asked from app.onboarding_versions as v where (v.step_id, v.version) = (p_step_id, p_version);
  if not app.answer_fits(v_value, v_asked.answer_type, v_asked.choices) then
    perform app.fail('invalid_argument', 'This is no answer to the step.', 'Agree with true; answer a question in the form that it asks for.');
  end if;
  if v_step.kind = 'question' then
    insert into app.intake_answers (organization_id, client_id, step_id, version, answer)
    values (v_step.organization_id, v_client_id, p_step_id, p_version, v_value);
  else
    -- Agreeing twice is agreeing once.
    insert into app.consents (organization_id, client_id, step_id, version)
    values (v_step.organization_id, v_client_id, p_step_id, p_version)
    on conflict do nothing;
  end if;
  return app.remember_answer('answer_onboarding_step', p_key, v_arguments, app.onboarding_answer(v_client_id));
end;
$$;

comment on function private.answer_onboarding_step(uuid, integer, jsonb, text) is 'Definer: answers are no role''s to write.  See api.answer_onboarding_step.';
grant execute on function private.answer_onboarding_step(uuid, integer, jsonb, text) to authenticated;

create function api.answer_onboarding_step(step_id uuid, version integer, answer jsonb, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.answer_onboarding_step(
    answer_onboarding_step.step_id, answer_onboarding_step.version, answer_onboarding_step.answer, answer_onboarding_step.idempotency_key
  );
$$;

comment on function api.answer_onboarding_step(uuid, integer, jsonb, text) is
  'Agrees to a consent or document (answer: {value: true}) or answers a question: text, true or false, a number, a choice, a date as YYYY-MM-DD.  version: the one that'
  ' was read.'
  '  Returns {client_id, status, open_steps}.';
grant execute on function api.answer_onboarding_step(uuid, integer, jsonb, text) to authenticated;
