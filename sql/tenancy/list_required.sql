-- list_required: whoever may read a list nowhere is told so, instead of being shown an empty one (CP-12.3).
--
-- Room:   tenancy
-- Raises: PT403 not_allowed
create function app.list_required(p_permissions text[])
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_permission text;
begin
  -- The service role is nobody's member, and what a definer reads is not what its caller sees.
  if (select auth.uid()) is null or not row_security_active('app.members') then
    return true;
  end if;
  foreach v_permission in array p_permissions loop
    if private.organizations_where(v_permission) <> '{}' then
      return true;
    end if;
  end loop;
  perform app.fail(
    'not_allowed', format('This list is for members whose role includes “%s”.', array_to_string(p_permissions, '” or “')), 'Ask an admin of your organization.'
  );
  return false;
end;
$$;

comment on function app.list_required(text[]) is
  'For the condition of a view that is nobody''s without a permission: true if the caller has one of them in any organization, whose rows the policies then choose;'
  ' else it raises.  Asked once per statement.  Not for the service role, nor for definers.';
grant execute on function app.list_required(text[]) to authenticated, service_role;
