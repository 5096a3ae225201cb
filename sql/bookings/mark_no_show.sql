-- mark_no_show: confirmed or rescheduled -> no_show.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function api.mark_no_show(booking_id uuid, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.settle_booking(mark_no_show.booking_id, 'miss', mark_no_show.idempotency_key);
  return app.booking_seen(mark_no_show.booking_id);
end;
$$;

comment on function api.mark_no_show(uuid, text) is 'Marks a booking that has begun as missed by its client and returns it.  Safe to repeat.';
grant execute on function api.mark_no_show(uuid, text) to authenticated;
