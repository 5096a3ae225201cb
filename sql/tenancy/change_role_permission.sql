-- change_role_permission: an organization decides what a role may do there.
--
-- Room:   tenancy
-- Caller: a member with settings:write
-- Reads:  app.permissions, app.role_permissions
-- Writes: app.audit_log, app.idempotency_keys, app.organization_permissions
-- Locks:  the idempotency key, the organization
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.change_role_permission(p_organization_id uuid, p_role text, p_permission text, p_granted boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_role, p_permission, p_granted);
  v_answer jsonb := app.recall_answer('change_role_permission', p_key, v_arguments);
  v_thing jsonb := jsonb_build_object('role', p_role, 'permission', p_permission);
  v_default boolean := exists (select from app.role_permissions as d where (d.role, d.permission) = (p_role, p_permission));
  v_permission app.permissions;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform private.permission_required(p_organization_id, 'settings:write');
  select p.* into v_permission from app.permissions as p where p.permission = p_permission;
  if v_permission.permission is null or p_role is null or p_role not in ('practitioner', 'admin') then
    perform app.fail('invalid_argument', 'There is no such role or permission.', 'Choose both from api.role_permissions.');
  end if;
  if p_granted is null then
    perform app.fail('invalid_argument', 'It is missing whether the role may or not.', 'Send granted: true or false.');
  end if;
  if p_role = 'admin' and v_permission.kept_by_admins and not p_granted then
    perform app.fail('not_allowed', format('Admins keep “%s”: without it nobody could give it back.', p_permission), 'Make the person a practitioner instead.');
  end if;

  perform from app.organizations as o where o.organization_id = p_organization_id for no key update;
  -- Again: whoever had the lock before may have taken it from the caller.
  perform private.permission_required(p_organization_id, 'settings:write');
  -- Asking twice is no error: the second call finds the state already reached.
  if app.role_may(p_organization_id, p_role, p_permission) <> p_granted then
    delete from app.organization_permissions as c where (c.organization_id, c.role, c.permission) = (p_organization_id, p_role, p_permission);
    if p_granted <> v_default then
      insert into app.organization_permissions (organization_id, role, permission, granted)
      values (p_organization_id, p_role, p_permission, p_granted);
    end if;
    perform app.record(
      p_organization_id, case when p_granted then 'role_permission.granted' else 'role_permission.withdrawn' end, p_role || ' ' || p_permission,
      v_thing || jsonb_build_object('granted', not p_granted), v_thing || jsonb_build_object('granted', p_granted)
    );
  end if;
  return app.remember_answer(
    'change_role_permission', p_key, v_arguments,
    jsonb_build_object('organization_id', p_organization_id, 'granted', p_granted, 'by_default', v_default, 'changed', p_granted <> v_default) || v_thing
  );
end;
$$;

comment on function private.change_role_permission(uuid, text, text, boolean, text) is
  'Definer: permissions are no role''s to write.  See api.change_role_permission.';
grant execute on function private.change_role_permission(uuid, text, text, boolean, text) to authenticated;

create function api.change_role_permission(organization_id uuid, role text, permission text, granted boolean, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.change_role_permission(
    change_role_permission.organization_id, change_role_permission.role, change_role_permission.permission,
    change_role_permission.granted, change_role_permission.idempotency_key
  );
$$;

comment on function api.change_role_permission(uuid, text, text, boolean, text) is
  'Grants a permission to a role within the organization, or withdraws it; what equals the default follows the defaults again.  Admins keep members:read,'
  ' members:write and settings:write.  In force with the next request.  Returns {organization_id, role, permission, granted, by_default, changed}.  Safe to repeat.';
grant execute on function api.change_role_permission(uuid, text, text, boolean, text) to authenticated;
