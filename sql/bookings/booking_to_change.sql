-- booking_to_change: one booking, locked, and what its caller is to it.
--
-- Room:   bookings
-- Reads:  app.bookings
-- Locks:  the practitioner, then the booking
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.booking_to_change(p_booking_id uuid, out booking app.bookings, out party text)
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_found record := private.booking_of_party(p_booking_id);
begin
  booking := v_found.booking;
  party := v_found.party;
  -- In this order everywhere: the practitioner's time first, then the row.
  perform app.lock_practitioner(booking.practitioner_id);
  select b.* into booking from app.bookings as b where b.booking_id = p_booking_id for update;
end;
$$;

comment on function private.booking_to_change(uuid) is
  'The booking, locked, and the caller''s party: admin, practitioner or client.  To a stranger it does not exist.'
  '  Definer: bookings are changed by verbs only; private.booking_of_party authorises.';
