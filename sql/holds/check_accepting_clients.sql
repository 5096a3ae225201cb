-- check_accepting_clients: new clients are for those who take some.
--
-- Room:   holds
-- Reads:  app.clients, app.client_assignments
-- Raises: PT422 not_accepting_clients
create function app.check_accepting_clients(p_offering app.offering)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_offering.accepting_clients or p_offering.standing <> 'public' then
    return;
  end if;
  -- Those who are clients of this practitioner already stay welcome.
  if not exists (
    select from app.clients as c
    join app.client_assignments as a on (a.client_id, a.organization_id) = (c.client_id, c.organization_id) and a.ended_at is null
    where (c.user_id, c.organization_id) = ((select auth.uid()), p_offering.organization_id)
      and a.practitioner_id = p_offering.practitioner_id
      and c.archived_at is null
  ) then
    perform app.fail('not_accepting_clients', 'This practitioner takes no new clients at present.', 'Choose another practitioner, or ask the practice.');
  end if;
end;
$$;

comment on function app.check_accepting_clients(app.offering) is 'Raises PT422 not_accepting_clients unless the caller may book for or as a client of the practitioner.';
