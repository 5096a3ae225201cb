-- offering_to_move: under which rules, and as whom, a hold moves a booking.
--
-- Room:   holds
-- Reads:  app.bookings, app.slot_claims
-- Locks:  the practitioner, then the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 too_late_to_change
create function private.offering_to_move(
  p_booking_id uuid, p_practitioner_id uuid, p_service_id uuid, p_starts_at timestamptz, out offering app.offering, out occupant bigint
)
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_found record := private.booking_to_change(p_booking_id);
  v_booking app.bookings := v_found.booking;
begin
  perform app.next_status(v_booking.status, 'reschedule', v_found.party);
  perform app.check_change_notice(v_booking, v_found.party, 'reschedule');
  if (v_booking.practitioner_id, v_booking.service_id) is distinct from (p_practitioner_id, p_service_id) then
    perform app.fail('invalid_argument', 'A booking is moved within its own practitioner and service.', 'Cancel it and book the other service instead.');
  end if;
  if v_booking.starts_at = p_starts_at then
    perform app.fail('invalid_argument', 'The booking is at this time already.', 'Choose another time, or leave it as it is.');
  end if;
  offering := app.offering_of_booking(v_booking, v_found.party);
  select c.occupant into occupant from app.slot_claims as c where (c.claim_id, c.organization_id) = (v_booking.claim_id, v_booking.organization_id);
end;
$$;

comment on function private.offering_to_move(uuid, uuid, uuid, timestamptz) is
  'Definer: claims are no role''s to read; private.booking_to_change authorises.  What the hold claims may overlap the booking''s present time.';
