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
  select p_client.*
  union all
  select c.* from app.merged_clients as m
  join app.clients as c on (c.client_id, c.organization_id) = (m.client_id, m.organization_id)
  where (m.into_client_id, m.organization_id) = (p_client.client_id, p_client.organization_id);
$$;

comment on function app.rows_of_person(app.clients) is 'The client, and those that turned out to be the same person.';
