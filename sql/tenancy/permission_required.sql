-- permission_required: let the caller pass, or say why not.
--
-- Room:   tenancy
-- Reads:  app.members, app.role_permissions
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.permission_required(p_organization_id uuid, p_permission text)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform app.sign_in_required();
  if p_organization_id = any (private.organizations_where(p_permission)) then
    return;
  end if;
  if exists (
    select from app.members as m
    where (m.organization_id, m.user_id) = (p_organization_id, (select auth.uid()))
  ) then
    perform app.fail('not_allowed', format('Your role does not include “%s”.', p_permission), 'Ask an admin of your organization.');
  end if;
  perform app.fail('not_found', format('No organization %s that you belong to.', p_organization_id), 'Check which account you are signed in with.');
end;
$$;

comment on function private.permission_required(uuid, text) is
  'Raises unless the signed-in user has p_permission in the organization: to a stranger the organization does not exist.'
  '  Definer, since it reads members for those who may not.';
