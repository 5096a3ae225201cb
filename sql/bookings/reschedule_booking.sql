-- reschedule_booking: to another time, by the same checks as a new booking (BM-R2).
--
-- Room:   bookings
-- Caller: the practitioner, an admin, or the signed-in client
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.resource_claims, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT409 slot_taken, PT409 slot_full,
--         PT409 client_busy, PT422 too_late_to_change, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 idempotency_mismatch
create function private.reschedule_booking(p_booking_id uuid, p_starts_at timestamptz, p_key text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_booking_id, p_starts_at);
  v_found record;
begin
  perform app.sign_in_required();
  if app.recall_answer('reschedule_booking', p_key, v_arguments) is not null then
    return;
  end if;
  v_found := private.booking_to_change(p_booking_id);
  perform app.move_booking(v_found.booking, v_found.party, p_starts_at);
  perform app.remember_answer('reschedule_booking', p_key, v_arguments, '{}');
end;
$$;

comment on function private.reschedule_booking(uuid, timestamptz, text) is 'Definer: bookings are no role''s to write; private.booking_to_change authorises.';
grant execute on function private.reschedule_booking(uuid, timestamptz, text) to authenticated;

create function api.reschedule_booking(booking_id uuid, starts_at timestamptz, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.reschedule_booking(reschedule_booking.booking_id, reschedule_booking.starts_at, reschedule_booking.idempotency_key);
  return app.booking_seen(reschedule_booking.booking_id);
end;
$$;

comment on function api.reschedule_booking(uuid, timestamptz, text) is
  'Moves the booking and returns it.  Its id, reference, calendar UID and client link stay.  Safe to repeat.';
grant execute on function api.reschedule_booking(uuid, timestamptz, text) to authenticated;
