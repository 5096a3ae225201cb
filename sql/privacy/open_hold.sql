-- open_hold: whether what there is about a person has to stay.
--
-- Room:  privacy
-- Reads: app.clients, app.legal_holds, app.merged_clients
create function app.person_now(p_client_id uuid, p_organization_id uuid)
returns app.clients
language sql
stable
security invoker
set search_path = ''
as $$
  with recursive became (client_id) as (
    select p_client_id
    union
    select m.into_client_id from app.merged_clients as m
    join became as b on (m.client_id, m.organization_id) = (b.client_id, p_organization_id)
  )
  select c.* from became as b
  join app.clients as c on (c.client_id, c.organization_id) = (b.client_id, p_organization_id)
  where not exists (
    select from app.merged_clients as m where (m.client_id, m.organization_id) = (c.client_id, c.organization_id)
  );
$$;

comment on function app.person_now(uuid, uuid) is 'The client that a client turned out to be, at the end of the chain; mostly the same one.';

create function app.open_hold(p_client_id uuid, p_organization_id uuid)
returns app.legal_holds
language sql
stable
security invoker
set search_path = ''
as $$
  select h.* from app.legal_holds as h
  where h.organization_id = p_organization_id and h.lifted_at is null
    and h.client_id in (select r.client_id from app.rows_of_person(app.person_now(p_client_id, p_organization_id)) as r)
  order by h.placed_at
  limit 1;
$$;

comment on function app.open_hold(uuid, uuid) is 'The legal hold that is open for the person of whom the client is one row, on whichever row it was placed; null: none.';
