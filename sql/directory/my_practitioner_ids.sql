-- my_practitioner_ids: the profiles that the signed-in user may act for.
--
-- Room:  directory
-- Reads: app.practitioners, app.members
create function private.my_practitioner_ids(p_permission text)
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(p.practitioner_id), '{}')
    from app.members as m
    join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id)
    where m.user_id = (select auth.uid())
      and m.suspended_at is null
      and app.role_may(m.organization_id, m.role, p_permission)
  );
end;
$$;

comment on function private.my_practitioner_ids(text) is
  'The signed-in user''s own profiles where the role has p_permission.  Definer, since policies ask it; speaks of the caller only.';
grant execute on function private.my_practitioner_ids(text) to authenticated, service_role;
