-- approve_booking: pending -> confirmed.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function api.approve_booking(booking_id uuid, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.settle_booking(approve_booking.booking_id, 'approve', approve_booking.idempotency_key);
  return app.booking_seen(approve_booking.booking_id);
end;
$$;

comment on function api.approve_booking(uuid, text) is 'Approves a pending booking and returns it.  Safe to repeat.';
grant execute on function api.approve_booking(uuid, text) to authenticated;
