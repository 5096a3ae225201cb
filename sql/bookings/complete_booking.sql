-- complete_booking: confirmed or rescheduled -> completed.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function api.complete_booking(booking_id uuid, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.settle_booking(complete_booking.booking_id, 'complete', complete_booking.idempotency_key);
  return app.booking_seen(complete_booking.booking_id);
end;
$$;

comment on function api.complete_booking(uuid, text) is 'Marks a booking that has begun as attended and returns it.  Safe to repeat.';
grant execute on function api.complete_booking(uuid, text) to authenticated;
