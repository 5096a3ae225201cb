-- complete_booking: confirmed or rescheduled -> completed.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function api.complete_booking(booking_id uuid)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.settle_booking(complete_booking.booking_id, 'complete');
  return app.booking_seen(complete_booking.booking_id);
end;
$$;

comment on function api.complete_booking(uuid) is 'Marks a booking that has begun as attended and returns it.  Safe to repeat.';
grant execute on function api.complete_booking(uuid) to authenticated;
