-- end_support_access: the platform's support looks in no longer.
--
-- Room:   tenancy
-- Caller: who asked for it, or a member with settings:write
-- Writes: app.audit_log, app.idempotency_keys, app.support_grants
-- Locks:  the idempotency key, the request
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.end_support_access(p_support_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_support_id);
  v_answer jsonb := app.recall_answer('end_support_access', p_key, v_arguments);
  v_support app.support_grants;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_support := private.support_to_change(p_support_id);
  -- Asking twice is no error: the second call finds the state already reached.
  if v_support.ended_at is null then
    update app.support_grants as s
    set ended_at = app.now(), ended_by = v_user_id
    where s.support_id = p_support_id
    returning * into v_support;
    perform app.record(
      v_support.organization_id, case when v_support.allowed_at is null then 'support_access.declined' else 'support_access.ended' end, p_support_id::text,
      null, app.support_answer(v_support)
    );
  end if;
  return app.remember_answer('end_support_access', p_key, v_arguments, app.support_answer(v_support));
end;
$$;

comment on function private.end_support_access(uuid, text) is 'Definer: support''s access is no role''s to write.  See api.end_support_access.';
grant execute on function private.end_support_access(uuid, text) to authenticated;

create function api.end_support_access(support_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.end_support_access(end_support_access.support_id, end_support_access.idempotency_key);
$$;

comment on function api.end_support_access(uuid, text) is
  'Declines a request of support, or ends its access at once; by either side.  Returns {support_id, …, ended_at, ended_by}.  Safe to repeat.';
grant execute on function api.end_support_access(uuid, text) to authenticated;
