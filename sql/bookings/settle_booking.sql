-- settle_booking: a member says how it stands: approved, attended or missed.
--
-- Room:   bookings
-- Caller: the practitioner or an admin
-- Writes: app.audit_log, app.booking_series, app.bookings, app.idempotency_keys, app.outbox_events
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.settle_booking(p_booking_id uuid, p_action text, p_key text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_verb text := case p_action when 'miss' then 'mark_no_show' else p_action || '_booking' end;
  v_arguments jsonb := jsonb_build_array(p_booking_id);
  v_found record;
  v_booking app.bookings;
  v_status text := case p_action when 'approve' then 'confirmed' when 'complete' then 'completed' when 'miss' then 'no_show' end;
begin
  perform app.sign_in_required();
  if v_status is null then
    perform app.fail('invalid_argument', format('“%s” settles nothing.', p_action), 'Use approve, complete or miss.');
  end if;
  if app.recall_answer(v_verb, p_key, v_arguments) is not null then
    return;
  end if;
  v_found := private.booking_to_change(p_booking_id);
  v_booking := v_found.booking;
  if v_booking.status = v_status and v_found.party <> 'client' then
    perform app.remember_answer(v_verb, p_key, v_arguments, '{}');
    return; -- Asking twice is no error: the state is reached.
  end if;
  v_status := app.next_status(v_booking.status, p_action, v_found.party);
  if p_action = 'approve' and least(v_booking.approval_expires_at, v_booking.starts_at) <= app.now() then
    perform app.fail('illegal_transition', 'The time to approve this booking has passed.', 'Offer the client another time.');
  end if;
  if p_action in ('complete', 'miss') and v_booking.starts_at > app.now() then
    perform app.fail('illegal_transition', 'This booking has not begun yet.', 'Say who came once it has begun; cancel it if it will not take place.');
  end if;
  update app.bookings as b
  set status = v_status, completed_at = case when v_status = 'completed' then app.now() end
  where (b.booking_id, b.organization_id) = (v_booking.booking_id, v_booking.organization_id);
  perform app.remember_answer(v_verb, p_key, v_arguments, '{}');
end;
$$;

comment on function private.settle_booking(uuid, text, text) is 'Definer: bookings are no role''s to write; private.booking_to_change authorises.';
grant execute on function private.settle_booking(uuid, text, text) to authenticated;
