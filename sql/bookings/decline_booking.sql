-- decline_booking: pending -> cancelled; the time is free at once.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function api.decline_booking(booking_id uuid, reason text default null, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.call_off_booking(decline_booking.booking_id, 'decline', decline_booking.reason, decline_booking.idempotency_key);
  return app.booking_seen(decline_booking.booking_id);
end;
$$;

comment on function api.decline_booking(uuid, text, text) is 'Declines a pending booking, with an optional reason, and returns it.  Safe to repeat.';
grant execute on function api.decline_booking(uuid, text, text) to authenticated;
