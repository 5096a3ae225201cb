-- role_permissions: what each role may do, as the Data API shows it.
--
-- Room:  tenancy
-- Reads: app.permissions, app.role_permissions, app.organization_permissions
-- Beside the members themselves: the platform's support, while it is let in, is shown what holds and not what would by default.
create policy organization_permissions_select_by_permission on app.organization_permissions for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));

create view api.role_permissions with (security_invoker = true) as
select
  o.organization_id, r.role, p.permission, p.description,
  coalesce(c.granted, d.role is not null) as granted, d.role is not null as by_default, c.granted is not null as changed, c.changed_at,
  r.role = 'admin' and p.kept_by_admins as fixed
from (select unnest((select private.organizations_where('members:read'))::uuid[]) as organization_id) as o
cross join (values ('practitioner'), ('admin')) as r (role)
cross join app.permissions as p
left join app.role_permissions as d on (d.role, d.permission) = (r.role, p.permission)
left join app.organization_permissions as c on (c.organization_id, c.role, c.permission) = (o.organization_id, r.role, p.permission);

comment on view api.role_permissions is
  'What each role may do in the caller''s organizations: granted, whether that is so by default, whether the organization changed it, and fixed: admins keep it.'
  '  For everybody with members:read; changed by change_role_permission.';
grant select on api.role_permissions to authenticated;
