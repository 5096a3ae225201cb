-- cancel_booking: it will not take place; the time is free at once (BM-R3, BM-R8).
--
-- Room:   bookings
-- Caller: the practitioner, an admin, or the signed-in client
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 too_late_to_change,
--         PT422 idempotency_mismatch
create function api.cancel_booking(booking_id uuid, reason text default null, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.call_off_booking(cancel_booking.booking_id, 'cancel', cancel_booking.reason, cancel_booking.idempotency_key);
  return app.booking_seen(cancel_booking.booking_id);
end;
$$;

comment on function api.cancel_booking(uuid, text, text) is 'Cancels the booking, with an optional reason, and returns it.  Safe to repeat.';
grant execute on function api.cancel_booking(uuid, text, text) to authenticated;
