-- rows_of_person: a client, and whoever turned out to be the same person.
--
-- Room:  privacy
-- Reads: app.clients, app.merged_clients
create function app.rows_of_person(p_client app.clients)
returns setof app.clients
language sql
stable
security invoker
set search_path = ''
as $$
  -- Who booked twice without an account, then opened one, is three rows in a chain.
  with recursive person (client_id) as (
    select p_client.client_id
    union
    select m.client_id from app.merged_clients as m
    join person as p on (m.into_client_id, m.organization_id) = (p.client_id, p_client.organization_id)
  )
  select p_client.*
  union all
  select c.* from person as p
  join app.clients as c on (c.client_id, c.organization_id) = (p.client_id, p_client.organization_id)
  where p.client_id <> p_client.client_id;
$$;

comment on function app.rows_of_person(app.clients) is 'The client, and those that turned out to be the same person.';
