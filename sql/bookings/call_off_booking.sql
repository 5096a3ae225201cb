-- call_off_booking: a party ends a booking, as its own step of the state machine.
--
-- Room:   bookings
-- Caller: the practitioner, an admin, or the signed-in client
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events, app.slot_claims
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 too_late_to_change,
--         PT422 idempotency_mismatch
create function private.call_off_booking(p_booking_id uuid, p_action text, p_reason text, p_key text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_verb text := p_action || '_booking';
  v_arguments jsonb := jsonb_build_array(p_booking_id, p_reason);
  v_found record;
begin
  perform app.sign_in_required();
  if (p_action in ('cancel', 'decline')) is not true then
    perform app.fail('invalid_argument', format('“%s” calls nothing off.', p_action), 'Use cancel or decline.');
  end if;
  if app.recall_answer(v_verb, p_key, v_arguments) is not null then
    return;
  end if;
  v_found := private.booking_to_change(p_booking_id);
  perform app.end_booking(v_found.booking, p_action, v_found.party, p_reason);
  perform app.remember_answer(v_verb, p_key, v_arguments, '{}');
end;
$$;

comment on function private.call_off_booking(uuid, text, text, text) is
  'Definer: bookings are no role''s to write; private.booking_to_change authorises.  p_action: cancel or decline.';
grant execute on function private.call_off_booking(uuid, text, text, text) to authenticated;
