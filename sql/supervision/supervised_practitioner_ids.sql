-- supervised_practitioner_ids: whose bookings the caller reads as their supervisor, and as anybody.
--
-- Room:  supervision
-- Reads: app.supervisions, app.members, app.organization_permissions, app.role_permissions
create function private.supervised_practitioner_ids(p_notes boolean)
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(s.practitioner_id), '{}')
    from app.members as m
    join app.supervisions as s on (s.supervisor_id, s.organization_id) = (m.member_id, m.organization_id)
    where m.user_id = (select auth.uid())
      and m.suspended_at is null
      and s.ended_at is null
      and (s.may_read_notes or not p_notes)
      and app.role_may(m.organization_id, m.role, 'sessions:read')
  );
end;
$$;

comment on function private.supervised_practitioner_ids(boolean) is
  'The practitioners whom the signed-in user supervises now; p_notes: only those whose notes the user may read.  Never to change anything.'
  '  Definer, since policies ask it; speaks of the caller only.';
grant execute on function private.supervised_practitioner_ids(boolean) to authenticated, service_role;

create function private.readable_practitioner_ids()
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return private.my_practitioner_ids('sessions:read') || private.supervised_practitioner_ids(false);
end;
$$;

comment on function private.readable_practitioner_ids() is
  'The practitioners whose bookings the signed-in user reads: the own profiles, and those supervised.  Definer, since policies ask it; speaks of the caller only.';
grant execute on function private.readable_practitioner_ids() to authenticated, service_role;
