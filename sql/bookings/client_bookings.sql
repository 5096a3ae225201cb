-- client_bookings: the bookings of one client.
--
-- Room:   bookings
-- Caller: the client, the practitioner or a supervisor with view_clients, or a member with clients:manage
-- Reads:  api.bookings
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function api.client_bookings(client_id uuid)
returns setof api.bookings
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  perform private.client_to_read(client_bookings.client_id);
  return query
  select b.* from api.bookings as b
  where b.client_id = client_bookings.client_id
  order by b.starts_at desc, b.booking_id;
end;
$$;

comment on function api.client_bookings(uuid) is
  'A client''s bookings that the caller may see, latest first, as api.bookings has them: a practitioner''s own, an organization''s for its admins.  Refused to colleagues who do not care for the client, and to other clients; to strangers the client does not exist.';
grant execute on function api.client_bookings(uuid) to authenticated;
