-- allow_support_access: an admin lets the platform's support look in.
--
-- Room:   tenancy
-- Caller: a member with settings:write
-- Reads:  app.members
-- Writes: app.audit_log, app.idempotency_keys, app.support_grants
-- Locks:  the idempotency key, the request
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.support_to_change(p_support_id uuid)
returns app.support_grants
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_support app.support_grants;
begin
  perform app.end_lapsed_support();
  select s.* into v_support from app.support_grants as s where s.support_id = p_support_id for update;
  if v_support.user_id is distinct from v_user_id then
    if v_support.support_id is null or v_support.organization_id <> all (private.organizations_where('members:read')) then
      perform app.fail('not_found', format('No request for support %s that you may see.', p_support_id), 'Check which account you are signed in with.');
    end if;
    perform private.permission_required(v_support.organization_id, 'settings:write');
  end if;
  return v_support;
end;
$$;

comment on function private.support_to_change(uuid) is
  'The request, locked, for who asked and for those with settings:write.  Definer: support''s access is no role''s to write.';

create function private.allow_support_access(p_support_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_support_id);
  v_answer jsonb := app.recall_answer('allow_support_access', p_key, v_arguments);
  v_support app.support_grants;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_support := private.support_to_change(p_support_id);
  if v_support.user_id = v_user_id then
    perform app.fail('not_allowed', 'Nobody lets themselves in.', 'Wait for an admin of the organization.');
  end if;
  if v_support.ended_at is not null then
    perform app.fail('illegal_transition', 'This request was ended, or nobody answered it in time.', 'Wait for a new one.');
  end if;
  -- Asking twice is no error, and makes it no longer.
  if v_support.allowed_at is null then
    update app.support_grants as s
    set allowed_at = app.now(), allowed_by = v_user_id, expires_at = app.now() + make_interval(mins => s.minutes)
    where s.support_id = p_support_id
    returning * into v_support;
    perform app.record(v_support.organization_id, 'support_access.allowed', p_support_id::text, null, app.support_answer(v_support));
  end if;
  return app.remember_answer('allow_support_access', p_key, v_arguments, app.support_answer(v_support));
end;
$$;

comment on function private.allow_support_access(uuid, text) is 'Definer: support''s access is no role''s to write.  See api.allow_support_access.';
grant execute on function private.allow_support_access(uuid, text) to authenticated;

create function api.allow_support_access(support_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.allow_support_access(allow_support_access.support_id, allow_support_access.idempotency_key);
$$;

comment on function api.allow_support_access(uuid, text) is
  'Lets support read the organization''s setup for as long as it asked, from now.  Returns {support_id, …, allowed_at, expires_at}.  Safe to repeat.';
grant execute on function api.allow_support_access(uuid, text) to authenticated;
