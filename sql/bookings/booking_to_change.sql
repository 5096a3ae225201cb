-- booking_to_change: one booking, locked, and what its caller is to it.
--
-- Room:   bookings
-- Reads:  app.bookings
-- Locks:  the practitioner, then the booking
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function app.same_practitioner_required(p_before uuid, p_now uuid)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_before is distinct from p_now then
    perform app.fail('illegal_transition', 'This was handed over to another practitioner just now.', 'Reload it and try again.');
  end if;
end;
$$;

comment on function app.same_practitioner_required(uuid, uuid) is
  'Whoever waited for the lock of one practitioner, and finds the booking with another, has neither the lock nor the say.';

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
  perform app.same_practitioner_required((v_found.booking).practitioner_id, booking.practitioner_id);
end;
$$;

comment on function private.booking_to_change(uuid) is
  'The booking, locked, and the caller''s party: admin, practitioner or client.  To a stranger it does not exist.'
  '  Definer: bookings are changed by verbs only; private.booking_of_party authorises.';
