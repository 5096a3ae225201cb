-- decline_booking: pending -> cancelled; the time is free at once.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.decline_booking(p_booking_id uuid, p_reason text, p_key text)
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
  if app.recall_answer('decline_booking', p_key, v_arguments) is not null then
    return;
  end if;
  v_found := private.booking_to_change(p_booking_id);
  perform app.end_booking(v_found.booking, 'decline', v_found.party, p_reason);
  perform app.remember_answer('decline_booking', p_key, v_arguments, '{}');
end;
$$;

comment on function private.decline_booking(uuid, text, text) is 'Definer: bookings are no role''s to write; private.booking_to_change authorises.';
grant execute on function private.decline_booking(uuid, text, text) to authenticated;

create function api.decline_booking(booking_id uuid, reason text default null, idempotency_key text default null)
returns api.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform private.decline_booking(decline_booking.booking_id, decline_booking.reason, decline_booking.idempotency_key);
  return app.booking_seen(decline_booking.booking_id);
end;
$$;

comment on function api.decline_booking(uuid, text, text) is 'Declines a pending booking, with an optional reason, and returns it.  Safe to repeat.';
grant execute on function api.decline_booking(uuid, text, text) to authenticated;
