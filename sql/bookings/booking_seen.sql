-- booking_seen: a booking as its caller may see it.
--
-- Room:   bookings
-- Reads:  api.bookings
-- Raises: PT404 not_found
create function app.booking_seen(p_booking_id uuid)
returns api.bookings
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_booking api.bookings;
begin
  select * into v_booking from api.bookings as b where b.booking_id = p_booking_id;
  if not found then
    perform app.fail('not_found', format('No booking %s that you may see.', p_booking_id), 'Check which account you are signed in with.');
  end if;
  return v_booking;
end;
$$;

comment on function app.booking_seen(uuid) is 'The row of api.bookings under the caller''s policies.';
grant execute on function app.booking_seen(uuid) to authenticated, service_role;
