-- organizations_where: where the caller may do something.
--
-- Room:  tenancy
-- Reads: app.members, app.permissions, app.super_admins, app.support_grants, app.organization_permissions, app.role_permissions
create function private.organizations_where(p_permission text)
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(o.organization_id), '{}')
    from (
      select m.organization_id
      from app.members as m
      where m.user_id = (select auth.uid())
        and m.suspended_at is null
        and app.role_may(m.organization_id, m.role, p_permission)
      union
      -- The platform's support, while an admin of the organization lets it in.
      select s.organization_id
      from app.support_grants as s
      where s.user_id = (select auth.uid())
        and s.ended_at is null and s.allowed_at is not null and s.expires_at > app.now()
        and exists (select from app.permissions as p where p.permission = p_permission and p.for_support)
        and exists (select from app.super_admins as a where a.user_id = s.user_id)
    ) as o
  );
end;
$$;

comment on function private.organizations_where(text) is
  'The organizations in which the signed-in user has p_permission.  Definer, since the policies of members ask it.  In PL/pgSQL, whose plans are kept:'
  ' a policy asks once per statement, and that is most of what it costs.'
  '  Speaks of the caller only, so it needs no further authorisation.';
grant execute on function private.organizations_where(text) to authenticated, service_role;
