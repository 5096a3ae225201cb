-- cancel_booking: it will not take place; the time is free at once (BM-R3, BM-R8).
--
-- Room:   bookings
-- Caller: the practitioner, an admin, or the signed-in client
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 too_late_to_change,
--         PT422 idempotency_mismatch
create function private.cancel_booking(p_booking_id uuid, p_reason text, p_key text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_booking_id, p_reason);
  v_found record;
begin
  perform app.sign_in_required();
  if app.recall_answer('cancel_booking', p_key, v_arguments) is not null then
    return;
  end if;
  v_found := private.booking_to_change(p_booking_id);
  perform app.end_booking(v_found.booking, 'cancel', v_found.party, p_reason);
  perform app.remember_answer('cancel_booking', p_key, v_arguments, '{}');
end;
$$;

comment on function private.cancel_booking(uuid, text, text) is 'Definer: bookings are no role''s to write; private.booking_to_change authorises.';
grant execute on function private.cancel_booking(uuid, text, text) to authenticated;

create function api.cancel_booking(booking_id uuid, reason text default null, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.cancel_booking(cancel_booking.booking_id, cancel_booking.reason, cancel_booking.idempotency_key);
  return app.booking_seen(cancel_booking.booking_id);
end;
$$;

comment on function api.cancel_booking(uuid, text, text) is 'Cancels the booking, with an optional reason, and returns it.  Safe to repeat.';
grant execute on function api.cancel_booking(uuid, text, text) to authenticated;
