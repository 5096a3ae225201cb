-- save_onboarding_step: an admin writes what new clients are to be asked.
--
-- Room:   onboarding
-- Caller: a member with settings:write
-- Reads:  app.onboarding_steps
-- Writes: app.audit_log, app.client_assignments, app.clients, app.idempotency_keys, app.onboarding_steps
-- Locks:  the idempotency key, the organization's onboarding, the step
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.save_onboarding_step(p_organization_id uuid, p_step jsonb, p_step_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_organization_id, p_step, p_step_id);
  v_answer jsonb;
  v_step app.onboarding_steps;
  v_new app.onboarding_steps;
begin
  perform private.permission_required(p_organization_id, 'settings:write');
  v_answer := app.recall_answer('save_onboarding_step', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  if p_step_id is not null then
    v_step := private.step_to_change(p_step_id);
    if v_step.organization_id <> p_organization_id then
      perform app.fail('not_found', 'No such step in your organization.', 'Reload the list.');
    end if;
  end if;
  begin
    v_new := jsonb_populate_record(null::app.onboarding_steps, p_step);
  exception when others then
    perform app.fail('invalid_argument', 'The step is not {kind, title, body, url, answer_type, choices, required, position}.', 'Send each field in its form.');
  end;
  v_new.kind := coalesce(v_step.kind, v_new.kind);
  v_new.title := btrim(v_new.title);
  v_new.body := coalesce(v_new.body, '');
  v_new.url := nullif(btrim(v_new.url), '');
  v_new.position := coalesce(v_new.position, v_step.position, (
    select coalesce(max(s.position), 0) + 1 from app.onboarding_steps as s where s.organization_id = p_organization_id
  ));
  if not app.is_step(v_new.kind, v_new.title, v_new.body, v_new.url, v_new.answer_type, v_new.choices) or v_new.position not between 0 and 1000 then
    perform app.fail(
      'invalid_argument', 'A step needs a title of at most 200 characters; a consent its text, a document a text or an https address, a question the kind of its answer.',
      'Complete it and save again.'
    );
  end if;
  if v_step.step_id is null then
    insert into app.onboarding_steps as s (organization_id, kind, title, body, url, answer_type, choices, required, position)
    values (
      p_organization_id, v_new.kind, v_new.title, v_new.body, v_new.url, v_new.answer_type, v_new.choices, coalesce(v_new.required, true), v_new.position
    )
    returning s.* into v_step;
  else
    update app.onboarding_steps as s
    set title = v_new.title, body = v_new.body, url = v_new.url, answer_type = v_new.answer_type, choices = v_new.choices,
        required = coalesce(v_new.required, s.required), position = v_new.position
    where (s.step_id, s.organization_id) = (v_step.step_id, p_organization_id);
  end if;
  return app.remember_answer('save_onboarding_step', p_key, v_arguments, app.step_answer(v_step.step_id));
end;
$$;

comment on function private.save_onboarding_step(uuid, jsonb, uuid, text) is 'Definer: steps are no role''s to write.  See api.save_onboarding_step.';
grant execute on function private.save_onboarding_step(uuid, jsonb, uuid, text) to authenticated;

create function api.save_onboarding_step(organization_id uuid, step jsonb, step_id uuid default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.save_onboarding_step(
    save_onboarding_step.organization_id, save_onboarding_step.step, save_onboarding_step.step_id, save_onboarding_step.idempotency_key
  );
$$;

comment on function api.save_onboarding_step(uuid, jsonb, uuid, text) is
  'Writes the working copy of a step {kind: consent, question or document, title, body, url, answer_type, choices, required, position}; step_id null: a new one.'
  '  Clients are asked once it is published.  required and position hold at once.  Returns {step_id, version, is_changed, retired_at, pending_clients}.';
grant execute on function api.save_onboarding_step(uuid, jsonb, uuid, text) to authenticated;
