-- connections_of: into whose calendar a practitioner's bookings go.
--
-- Room:  calendar_sync
-- Reads: app.calendar_connections, app.members, app.practitioners
create function app.connections_of(p_practitioner_id uuid, p_organization_id uuid)
returns setof app.calendar_connections
language sql
stable
security invoker
set search_path = ''
as $$
  select c.*
  from app.practitioners as p
  join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
  join app.calendar_connections as c on (c.user_id, c.organization_id) = (m.user_id, m.organization_id)
  where (p.practitioner_id, p.organization_id) = (p_practitioner_id, p_organization_id) and c.status = 'connected';
$$;

comment on function app.connections_of(uuid, uuid) is 'The living connection of the member behind the profile: one or none.';

create function app.has_connected_calendars(p_organization_id uuid)
returns boolean
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  return exists (select from app.calendar_connections as c where c.organization_id = p_organization_id and c.status = 'connected');
end;
$$;

comment on function app.has_connected_calendars(uuid) is 'Whether anybody of the organization has one: all that is asked for each booking where nobody has.';
