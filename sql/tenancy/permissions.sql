-- permissions: what each role may do.
--
-- Room: tenancy
-- Owns: app.role_permissions
create table app.role_permissions (
  role text not null,
  permission text not null,

  constraint role_permissions_pkey primary key (role, permission),
  constraint role_permissions_are_for_a_known_role check (role in ('practitioner', 'admin')),
  constraint role_permissions_are_noun_colon_verb check (permission ~ '^[a-z]+:[a-z]+$')
);

comment on table app.role_permissions is
  'The only place that says what a role may do.  sessions:write means the own bookings; sessions:manage those of the whole organization.';

insert into app.role_permissions (role, permission) values
  ('practitioner', 'members:read'),
  ('practitioner', 'sessions:read'),
  ('practitioner', 'sessions:write'),
  ('practitioner', 'sessions:overbook'),
  ('practitioner', 'availability:write'),
  ('practitioner', 'profile:write'),
  ('admin', 'members:read'),
  ('admin', 'members:write'),
  ('admin', 'sessions:read'),
  ('admin', 'sessions:write'),
  ('admin', 'sessions:manage'),
  ('admin', 'sessions:overbook'),
  ('admin', 'availability:write'),
  ('admin', 'profile:write'),
  ('admin', 'clients:manage'),
  ('admin', 'settings:write'),
  ('admin', 'audit:read'),
  ('admin', 'messages:read'),
  ('admin', 'messages:write'),
  ('admin', 'webhooks:manage');

alter table app.role_permissions enable row level security;
create policy role_permissions_select_by_all on app.role_permissions for select to authenticated using (true);
grant select on app.role_permissions to authenticated;

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
    join app.role_permissions as p on p.role = m.role and p.permission = p_permission
    where m.user_id = (select auth.uid())
      and m.suspended_at is null
  );
end;
$$;

comment on function private.organizations_where(text) is
  'The organizations in which the signed-in user has p_permission.  Definer, since the policies of members ask it.  In PL/pgSQL, whose plans are kept:'
  ' a policy asks once per statement, and that is most of what it costs.'
  '  Speaks of the caller only, so it needs no further authorisation.';
grant execute on function private.organizations_where(text) to authenticated, service_role;

create function private.is_super_admin()
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select exists (select from app.super_admins as s where s.user_id = (select auth.uid()))
  );
end;
$$;

comment on function private.is_super_admin() is 'Whether the signed-in user runs the platform.  Definer, since policies ask it; speaks of the caller only.';
grant execute on function private.is_super_admin() to authenticated, service_role;
