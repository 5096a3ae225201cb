-- is_super_admin: whether the caller runs the platform.
--
-- Room:  tenancy
-- Reads: app.super_admins
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
