-- my_onboarding: what a practice asks of the signed-in client, and what was answered.
--
-- Room:   onboarding
-- Caller: a client of the organization
-- Reads:  app.clients, app.onboarding_steps, app.onboarding_versions, app.consents, app.intake_answers
-- Raises: PT401 not_signed_in, PT404 not_found
create function app.steps_of_client(p_client app.clients)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'step_id', s.step_id, 'kind', s.kind, 'required', s.required, 'version', s.version,
    'title', v.title, 'body', v.body, 'url', v.url, 'answer_type', v.answer_type, 'choices', v.choices,
    'is_open', s.step_id in (select o.step_id from app.open_steps(p_client.client_id, p_client.organization_id) as o),
    'answer', a.answer, 'answered_at', coalesce(a.answered_at, c.given_at),
    'consent_id', c.consent_id, 'agreed_version', c.version, 'withdrawn_at', c.withdrawn_at
  ) order by s.position, s.created_at, s.step_id), '[]')
  from app.onboarding_steps as s
  join app.onboarding_versions as v on (v.step_id, v.organization_id, v.version) = (s.step_id, s.organization_id, s.version)
  left join lateral (
    select a.answer, a.answered_at from app.intake_answers as a
    where (a.client_id, a.organization_id, a.step_id) = (p_client.client_id, p_client.organization_id, s.step_id)
    order by a.answered_at desc, a.version desc limit 1
  ) as a on true
  left join lateral (
    select c.* from app.consents as c
    where (c.client_id, c.organization_id, c.step_id) = (p_client.client_id, p_client.organization_id, s.step_id)
    order by c.withdrawn_at is null desc, c.version desc, c.given_at desc limit 1
  ) as c on true
  where s.organization_id = p_client.organization_id and s.retired_at is null;
$$;

comment on function app.steps_of_client(app.clients) is
  'Every published step with the client''s newest answer, or the standing or else last consent.  Internal: authorises nobody.';

create function private.my_onboarding(p_organization_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_client app.clients;
begin
  perform app.sign_in_required();
  select c.* into v_client
  from app.clients as c
  where c.client_id = any (private.my_client_ids()) and c.organization_id = p_organization_id;
  if not found then
    perform app.fail('not_found', 'You are not a client there.', 'Become a client on the practice''s page first.');
  end if;
  return jsonb_build_object('client_id', v_client.client_id, 'status', v_client.onboarding_status, 'steps', app.steps_of_client(v_client));
end;
$$;

comment on function private.my_onboarding(uuid) is 'Definer: clients see of the steps what was published.  Speaks of the caller only.';
grant execute on function private.my_onboarding(uuid) to authenticated;

create function api.my_onboarding(organization_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.my_onboarding(my_onboarding.organization_id);
$$;

comment on function api.my_onboarding(uuid) is
  'What the practice asks of the signed-in client: {client_id, status: pending or complete, steps[{step_id, kind, required, version, title, body, url, answer_type, choices,'
  ' is_open, answer, answered_at, consent_id, agreed_version, withdrawn_at}]}.';
grant execute on function api.my_onboarding(uuid) to authenticated;
