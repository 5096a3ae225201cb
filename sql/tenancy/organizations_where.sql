-- organizations_where: where the caller may do something.
--
-- Room:  tenancy
-- Reads: app.members, app.organization_permissions, app.role_permissions
create function private.organizations_where(p_permission text)
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(m.organization_id), '{}')
    from app.members as m
    where m.user_id = (select auth.uid())
      and m.suspended_at is null
      and app.role_may(m.organization_id, m.role, p_permission)
  );
end;
$$;

comment on function private.organizations_where(text) is
  'The organizations in which the signed-in user has p_permission.  Definer, since the policies of members ask it.  In PL/pgSQL, whose plans are kept:'
  ' a policy asks once per statement, and that is most of what it costs.'
  '  Speaks of the caller only, so it needs no further authorisation.';
grant execute on function private.organizations_where(text) to authenticated, service_role;
