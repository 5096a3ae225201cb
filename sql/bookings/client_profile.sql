-- client_profile: one client, by id.
--
-- Room:   bookings
-- Caller: the client, the practitioner or a supervisor with view_clients, or a member with clients:manage
-- Reads:  api.client_list
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function api.client_profile(client_id uuid)
returns setof api.client_list
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform private.client_to_read(client_profile.client_id);
  return query
  select c.* from api.client_list as c
  where c.client_id = client_profile.client_id;
end;
$$;

comment on function api.client_profile(uuid) is
  'One client, as api.client_list has it.  Refused to colleagues who do not care for the client, and to other clients; to strangers the client does not exist.';
grant execute on function api.client_profile(uuid) to authenticated;
