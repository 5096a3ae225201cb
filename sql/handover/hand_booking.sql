-- hand_booking: a booking with another practitioner, at its own time.
--
-- Room:   handover
-- Reads:  app.services, app.holds
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.resource_claims, app.slot_claims
-- Locks:  the organization's resources, then app.slot_claims; the caller has both practitioners, the client and the booking
-- Raises: PT404 not_found, PT409 client_busy, PT409 illegal_transition, PT409 slot_taken, PT409 slot_full, PT422 outside_availability, PT422 too_soon,
--         PT422 too_far
create function app.hand_booking(p_booking app.bookings, p_to uuid)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering;
  v_claim app.slot_claims;
begin
  if exists (
    select from app.bookings as b
    where (b.series_id, b.organization_id) = (p_booking.series_id, p_booking.organization_id) and b.client_id <> p_booking.client_id
      and b.starts_at > app.now() and b.status in ('pending', 'confirmed', 'rescheduled')
  ) then
    perform app.fail('illegal_transition', 'This appointment is of a series that another client shares.', 'Cancel it, and book it anew with the colleague.');
  end if;
  v_offering := app.offering(p_to, p_booking.service_id);
  v_offering.duration := p_booking.ends_at - p_booking.starts_at;
  -- The room comes along: what the booking has is free for it.  And whoever was just about to move it chooses anew.
  delete from app.resource_claims as rc where (rc.claim_id, rc.organization_id) = (p_booking.claim_id, p_booking.organization_id);
  delete from app.slot_claims as c
  using app.holds as h
  where h.moves_booking_id = p_booking.booking_id and (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id) and c.kind = 'hold';
  v_claim := app.claim_slot(v_offering, p_booking.starts_at, 'booking');
  update app.bookings as b
  set practitioner_id = p_to, claim_id = v_claim.claim_id, overbooked = false, outside_hours = false,
      client_may_overlap = case
        when p_booking.overbooked then (select s.client_may_overlap from app.services as s where s.service_id = p_booking.service_id)
        else b.client_may_overlap
      end
  where (b.booking_id, b.organization_id) = (p_booking.booking_id, p_booking.organization_id);
  delete from app.slot_claims as c where (c.claim_id, c.organization_id) = (p_booking.claim_id, p_booking.organization_id);
exception when exclusion_violation then
  perform app.fail_client_busy();
end;
$$;

comment on function app.hand_booking(app.bookings, uuid) is
  'Claims the colleague''s time for a locked booking by the same checks as a new one, and lets the old claim go; id, reference, calendar UID and link stay.';

create function app.attempt_hand_booking(p_booking app.bookings, p_to uuid)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_state text;
  v_word text;
  v_sentence text;
begin
  perform app.hand_booking(p_booking, p_to);
  return null;
exception when sqlstate 'PT404' or sqlstate 'PT409' or sqlstate 'PT422' or sqlstate 'PGRST' then
  get stacked diagnostics v_state = returned_sqlstate, v_word = message_text, v_sentence = pg_exception_detail;
  if v_state = 'PGRST' then
    v_sentence := v_word::jsonb ->> 'details';
    v_word := v_word::jsonb ->> 'message';
  end if;
  return app.booking_summary(p_booking) || jsonb_build_object('reason', v_word, 'detail', v_sentence);
end;
$$;

comment on function app.attempt_hand_booking(app.bookings, uuid) is
  'Null when the colleague has it; otherwise {booking_id, reference, status, starts_at, ends_at, reason, detail}, and nothing changed.';
