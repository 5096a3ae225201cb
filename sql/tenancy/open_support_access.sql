-- open_support_access: somebody who runs the platform asks to look into an organization.
--
-- Room:   tenancy
-- Caller: a super_admin
-- Reads:  app.organizations, app.super_admins
-- Writes: app.audit_log, app.idempotency_keys, app.outbox_events, app.support_grants
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.open_support_access(p_organization_id uuid, p_reason text, p_minutes integer, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_reason, p_minutes);
  v_answer jsonb := app.recall_answer('open_support_access', p_key, v_arguments);
  v_support app.support_grants;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  if not private.is_super_admin() then
    perform app.fail('not_allowed', 'Only who runs the platform asks for this.', 'Ask an admin of the organization to invite you.');
  end if;
  if not exists (select from app.organizations as o where o.organization_id = p_organization_id) then
    perform app.fail('not_found', format('No organization %s.', p_organization_id), 'Choose one of the list.');
  end if;
  if app.is_short_text(p_reason, 500) is not true then
    perform app.fail('invalid_argument', 'A reason is missing, or longer than 500 characters.', 'Say what you need to look at, and why.');
  end if;
  if p_minutes is null or p_minutes not between 15 and 1440 then
    perform app.fail('invalid_argument', 'Support may look in for 15 minutes to 24 hours.', 'Ask for as little as will do.');
  end if;
  perform app.end_lapsed_support();
  -- Unanswered, it lapses after a week.
  insert into app.support_grants (organization_id, user_id, reason, minutes, expires_at)
  values (p_organization_id, v_user_id, btrim(p_reason), p_minutes, app.now() + interval '7 days')
  on conflict do nothing
  returning * into v_support;
  if v_support.support_id is null then
    perform app.fail('illegal_transition', 'You have asked this organization already, or may look in now.', 'End that first.');
  end if;
  -- A message to each who can answer, about the member, as for a request to join.
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, useless_after, data)
  select m.organization_id, 'support.requested', 'admin', m.member_id, v_support.expires_at,
    jsonb_build_object('support_id', v_support.support_id, 'reason', v_support.reason, 'minutes', v_support.minutes)
  from app.members as m
  where m.organization_id = p_organization_id and m.suspended_at is null and app.role_may(m.organization_id, m.role, 'members:write');
  perform app.record(p_organization_id, 'support_access.requested', v_support.support_id::text, null, app.support_answer(v_support));
  return app.remember_answer('open_support_access', p_key, v_arguments, app.support_answer(v_support));
end;
$$;

comment on function private.open_support_access(uuid, text, integer, text) is 'Definer: support''s access is no role''s to write.  See api.open_support_access.';
grant execute on function private.open_support_access(uuid, text, integer, text) to authenticated;

create function api.open_support_access(organization_id uuid, reason text, minutes integer, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.open_support_access(
    open_support_access.organization_id, open_support_access.reason, open_support_access.minutes, open_support_access.idempotency_key
  );
$$;

comment on function api.open_support_access(uuid, text, integer, text) is
  'Asks an organization to let the caller, who runs the platform, read its setup for 15 to 1440 minutes; nothing can be read until one of its admins allows it.'
  '  Returns {support_id, organization_id, user_id, reason, minutes, requested_at, allowed_at, allowed_by, expires_at, ended_at, ended_by}.';
grant execute on function api.open_support_access(uuid, text, integer, text) to authenticated;
