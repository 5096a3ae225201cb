-- end_booking: cancel, decline or let expire; the time is free at once.
--
-- Room:   bookings
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.slot_claims
-- Raises: PT403 not_allowed, PT409 illegal_transition, PT422 too_late_to_change, PT400 invalid_argument
create function app.end_booking(p_booking app.bookings, p_action text, p_party text, p_reason text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if p_booking.status = 'cancelled' then
    -- Asking twice is no error, for those who may ask at all.
    perform app.next_status('pending', p_action, p_party);
    return;
  end if;
  if length(p_reason) > 2000 then
    perform app.fail('invalid_argument', 'The reason has more than 2,000 characters.', 'Shorten it and try again.');
  end if;
  perform app.next_status(p_booking.status, p_action, p_party);
  perform app.check_change_notice(p_booking, p_party, p_action);

  update app.bookings as b
  set status = 'cancelled', claim_id = null, cancelled_at = app.now(),
      cancelled_by = case when p_party in ('client', 'system') then p_party else 'practitioner' end,
      cancel_reason = nullif(btrim(p_reason), '')
  where (b.booking_id, b.organization_id) = (p_booking.booking_id, p_booking.organization_id);
  delete from app.slot_claims as c where (c.claim_id, c.organization_id) = (p_booking.claim_id, p_booking.organization_id);
end;
$$;

comment on function app.end_booking(app.bookings, text, text, text) is
  'Cancels a locked booking and deletes its claim.  p_action: cancel, decline or expire; p_party: client, practitioner, admin or system.';
