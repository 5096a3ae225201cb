-- withdraw_consent: a client does not agree any more.
--
-- Room:   onboarding
-- Caller: the client who agreed
-- Reads:  app.consents, app.onboarding_steps
-- Writes: app.audit_log, app.client_assignments, app.clients, app.consents, app.idempotency_keys
-- Locks:  the idempotency key, the organization's onboarding, the client, the consent
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.withdraw_consent(p_consent_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_consent_id);
  v_answer jsonb;
  v_consent app.consents;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('withdraw_consent', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  select c.* into v_consent from app.consents as c where c.consent_id = p_consent_id and c.client_id = any (private.my_client_ids());
  if not found then
    perform app.fail('not_found', 'No such consent of yours.', 'Reload the page.');
  end if;
  if exists (select from app.onboarding_steps as s where s.step_id = v_consent.step_id and s.kind = 'document') then
    perform app.fail('illegal_transition', 'That a document was accepted cannot be undone.', 'Write to the practice if you no longer agree with it.');
  end if;
  perform app.lock_onboarding(v_consent.organization_id, false);
  perform app.lock_client(v_consent.client_id, v_consent.organization_id);
  update app.consents as c
  set withdrawn_at = greatest(c.given_at, app.now()), withdrawn_by = app.actor()
  where (c.consent_id, c.organization_id) = (v_consent.consent_id, v_consent.organization_id) and c.withdrawn_at is null;
  return app.remember_answer('withdraw_consent', p_key, v_arguments, app.onboarding_answer(v_consent.client_id));
end;
$$;

comment on function private.withdraw_consent(uuid, text) is 'Definer: consents are no role''s to write; only the own one.';
grant execute on function private.withdraw_consent(uuid, text) to authenticated;

create function api.withdraw_consent(consent_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.withdraw_consent(withdraw_consent.consent_id, withdraw_consent.idempotency_key);
$$;

comment on function api.withdraw_consent(uuid, text) is
  'Withdraws the caller''s own consent; the record of it stays, with when it ended, and the step is open again.  Returns {client_id, status, open_steps}.  Safe to repeat.';
grant execute on function api.withdraw_consent(uuid, text) to authenticated;
