-- organization_permissions: what an organization lets its roles do, where that differs from the defaults.
--
-- Room:  tenancy
-- Owns:  app.organization_permissions
-- Reads: app.members, app.role_permissions
create table app.organization_permissions (
  organization_id uuid not null,
  role text not null,
  permission text not null,
  granted boolean not null,
  changed_at timestamptz not null default app.now(),

  constraint organization_permissions_pkey primary key (organization_id, role, permission),
  constraint organization_permissions_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint organization_permissions_name_a_permission foreign key (permission) references app.permissions (permission) on delete cascade,
  constraint organization_permissions_are_for_a_known_role check (role in ('practitioner', 'admin'))
);

comment on table app.organization_permissions is
  'One row for each difference from app.role_permissions: granted, or withdrawn.  Whatever has no row follows the defaults, those to come included.'
  '  Written by change_role_permission.';

create index organization_permissions_by_permission on app.organization_permissions (permission);

alter table app.organization_permissions enable row level security;
-- The subquery is under the policies of members, by which everybody sees where they work.
create policy organization_permissions_select_by_member on app.organization_permissions for select to authenticated
using (organization_id in (select m.organization_id from app.members as m where m.user_id = (select auth.uid()) and m.suspended_at is null));
grant select on app.organization_permissions to authenticated;

create function app.role_may(p_organization_id uuid, p_role text, p_permission text)
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return coalesce(
    (
      select c.granted from app.organization_permissions as c
      where (c.organization_id, c.role, c.permission) = (p_organization_id, p_role, p_permission)
    ),
    exists (select from app.role_permissions as d where (d.role, d.permission) = (p_role, p_permission))
  );
end;
$$;

comment on function app.role_may(uuid, text, text) is
  'Whether a role of the organization has a permission: as the organization decided, else by default.  The one place that decides; everything else asks it.';
grant execute on function app.role_may(uuid, text, text) to authenticated;
