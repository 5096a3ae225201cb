-- confirm_move: a hold becomes the new time of the booking that it was made for.
--
-- Room:   holds
-- Reads:  app.bookings, app.slot_claims
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.slot_claims
-- Locks:  the practitioner, then the booking
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT409 hold_conflict, PT410 hold_expired
create function private.confirm_move(p_hold app.holds)
returns app.bookings
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_found record := private.booking_to_change(p_hold.moves_booking_id);
  v_booking app.bookings := v_found.booking;
  v_status text := app.next_status(v_booking.status, 'reschedule', v_found.party);
begin
  perform app.put_booking(v_booking, app.take_held(p_hold), v_status);
  delete from app.slot_claims as c where (c.claim_id, c.organization_id) = (v_booking.claim_id, v_booking.organization_id);
  select b.* into v_booking from app.bookings as b where b.booking_id = p_hold.moves_booking_id;
  return v_booking;
end;
$$;

comment on function private.confirm_move(app.holds) is
  'Gives the booking the held claim and deletes its old one.  Definer: bookings are no role''s to write; private.booking_to_change authorises.';
