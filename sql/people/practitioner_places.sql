-- practitioner_places: who takes new clients and, for those concerned, how many more.
--
-- Room:  people
-- Reads: app.practitioners, app.client_assignments, app.members, app.role_permissions
create function private.practitioner_places(p_practitioner_id uuid, out takes_new_clients boolean, out current_clients integer)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners;
  v_clients integer := app.current_clients(p_practitioner_id);
begin
  select p.* into v_practitioner from app.practitioners as p where p.practitioner_id = p_practitioner_id;
  takes_new_clients := v_practitioner.accepting_clients and v_practitioner.archived_at is null and v_clients < coalesce(v_practitioner.max_clients, v_clients + 1);
  if app.standing(v_practitioner.organization_id, v_practitioner.member_id) in ('admin', 'practitioner') then
    current_clients := v_clients;
  end if;
end;
$$;

comment on function private.practitioner_places(uuid) is
  'Definer: assignments are not everybody''s to count.  To the public whether there is room, to the practitioner and admins also how many clients there are.';
grant execute on function private.practitioner_places(uuid) to anon, authenticated, service_role;

create view api.practitioner_places with (security_invoker = true) as
select
  p.practitioner_id, p.organization_id, p.display_name, p.accepting_clients, n.takes_new_clients,
  n.current_clients,
  case when n.current_clients is not null then p.max_clients end as max_clients,
  case when n.current_clients is not null and p.max_clients is not null then greatest(0, p.max_clients - n.current_clients) end as free_places
from app.practitioners as p
cross join lateral private.practitioner_places(p.practitioner_id) as n
where p.archived_at is null;

comment on view api.practitioner_places is
  'One row for each profile that the caller may see.  takes_new_clients, for everybody: the practitioner is accepting and not full.  current_clients, max_clients and'
  ' free_places for the practitioner and admins, null for others; free_places is null without a limit, too.';
grant select on api.practitioner_places to anon, authenticated, service_role;
