-- request_to_join: somebody would like to work here.
--
-- Room:   staff
-- Caller: any signed-in user
-- Reads:  app.organizations, app.members, app.role_permissions, app.specialties
-- Writes: app.audit_log, app.idempotency_keys, app.join_requests, app.outbox_events, app.rate_limits
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch,
--         PT429 too_many_requests
create function private.request_to_join(p_organization_slug text, p_message text, p_display_name text, p_specialty_ids uuid[], p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments constant jsonb := jsonb_build_array(p_organization_slug, p_message, p_display_name, p_specialty_ids);
  v_answer jsonb := app.recall_answer('request_to_join', p_key, v_arguments);
  v_organization app.organizations;
  v_name text := app.display_name(p_display_name);
  v_request app.join_requests;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.limit_rate('requests to join of ' || v_user_id, 5);
  select * into v_organization from app.organizations as o where o.slug = p_organization_slug and o.suspended_at is null;
  if not found then
    perform app.fail('not_found', 'No such organization.', 'Open its page once more.');
  end if;
  if not v_organization.takes_join_requests then
    perform app.fail('not_allowed', 'This organization takes no requests to join.', 'Ask an admin there for an invitation.');
  end if;
  if exists (select from app.members as m where (m.organization_id, m.user_id) = (v_organization.organization_id, v_user_id)) then
    perform app.fail('illegal_transition', 'You are a member of this organization.', 'If you can do nothing there, an admin has suspended your membership: ask them.');
  end if;
  if app.is_email(app.signed_in_email()) is not true or v_name is null or app.is_short_text(nullif(btrim(p_message), ''), 2000) is false then
    perform app.fail('invalid_argument', 'A request needs an account with an e-mail address, a name, and a message of 2,000 characters at most.', 'Correct it and try again.');
  end if;
  if exists (
    select from unnest(coalesce(p_specialty_ids, '{}')) as wanted
    where not exists (select from app.specialties as s where (s.specialty_id, s.organization_id) = (wanted, v_organization.organization_id))
  ) or cardinality(p_specialty_ids) > 20 then
    perform app.fail('invalid_argument', 'A request names specialties of the organization, 20 at most.', 'Choose from its list.');
  end if;
  if 10 <= (select count(*) from app.join_requests as r where r.user_id = v_user_id and r.status = 'open') then
    perform app.fail('illegal_transition', 'Ten of your requests wait for an answer already.', 'Withdraw one of them first.');
  end if;

  insert into app.join_requests as r (organization_id, email, display_name, message, specialty_ids)
  values (v_organization.organization_id, app.signed_in_email(), v_name, nullif(btrim(p_message), ''), coalesce(p_specialty_ids, '{}'))
  on conflict (organization_id, user_id) where status = 'open' do nothing
  returning * into v_request;
  if v_request.request_id is null then
    perform app.fail('illegal_transition', 'Your request waits for an answer already.', 'Wait for it, or withdraw it and ask anew.');
  end if;
  -- A message to each who can answer, about the member: about the request, they would have to wait for one another.
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  select m.organization_id, 'join.requested', 'admin', m.member_id, jsonb_build_object('request_id', v_request.request_id)
  from app.members as m
  where m.organization_id = v_organization.organization_id and m.suspended_at is null
    and app.role_may(m.organization_id, m.role, 'members:write');
  return app.remember_answer('request_to_join', p_key, v_arguments, app.join_request_answer(v_request));
end;
$$;

comment on function private.request_to_join(text, text, text, uuid[], text) is 'Definer: requests are no role''s to write.  See api.request_to_join.';
grant execute on function private.request_to_join(text, text, text, uuid[], text) to authenticated;

create function api.request_to_join(
  organization_slug text, display_name text, message text default null, specialty_ids uuid[] default '{}', idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.request_to_join(
    request_to_join.organization_slug, request_to_join.message, request_to_join.display_name, request_to_join.specialty_ids, request_to_join.idempotency_key
  );
$$;

comment on function api.request_to_join(text, text, text, uuid[], text) is
  'Asks to become a practitioner of the organization, where it takes such requests (organizations.takes_join_requests); its admins are told.  One open request for each account'
  ' and organization.  Returns {request_id, organization_id, status}.';
grant execute on function api.request_to_join(text, text, text, uuid[], text) to authenticated;
