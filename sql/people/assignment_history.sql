-- assignment_history: who cared for whom, from when to when, and why.
--
-- Room:  people
-- Reads: app.client_assignments, app.clients, app.practitioners, app.members
create function private.name_of_user(p_user_id uuid, p_organization_id uuid)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return coalesce(
    (select m.display_name from app.members as m where (m.user_id, m.organization_id) = (p_user_id, p_organization_id)),
    (select c.name from app.clients as c where (c.user_id, c.organization_id) = (p_user_id, p_organization_id) order by c.archived_at nulls first limit 1)
  );
end;
$$;

comment on function private.name_of_user(uuid, uuid) is
  'How the organization knows an account; null: not.  Definer: a view that shows who did something asks it, for rows that the caller may see.';
grant execute on function private.name_of_user(uuid, uuid) to authenticated, service_role;

create view api.client_assignments with (security_invoker = true) as
select
  a.assignment_id, a.organization_id, a.client_id, c.name as client_name, a.practitioner_id, p.display_name as practitioner_name,
  a.assigned_at, a.ended_at, a.ended_at is null as is_present,
  case when m.reads then private.name_of_user(a.assigned_by, a.organization_id) end as assigned_by_name,
  case when m.reads then a.reason end as reason,
  case when m.reads then private.name_of_user(a.ended_by, a.organization_id) end as ended_by_name,
  case when m.reads then a.end_reason end as end_reason
from app.client_assignments as a
left join app.clients as c on (c.client_id, c.organization_id) = (a.client_id, a.organization_id)
left join app.practitioners as p on (p.practitioner_id, p.organization_id) = (a.practitioner_id, a.organization_id)
cross join lateral (select a.organization_id = any ((select private.organizations_where('members:read'))::uuid[]) as reads) as m;

comment on view api.client_assignments is
  'The assignments of the caller''s clients, present and past; a practitioner''s own, all of them for admins, one''s own for clients, who see neither reasons nor who asked.'
  '  Changed by assign_practitioner, end_assignment and hand_over_client.';
grant select on api.client_assignments to authenticated, service_role;
