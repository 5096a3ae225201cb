-- move_booking: the new time is had before the old one is let go.
--
-- Room:   bookings
-- Reads:  app.slot_claims
-- Writes: app.audit_log, app.booking_series, app.bookings, app.outbox_events, app.resource_claims, app.slot_claims
-- Raises: PT403 not_allowed, PT409 illegal_transition, PT409 slot_taken, PT409 slot_full, PT409 client_busy, PT422 too_late_to_change,
--         PT422 outside_availability, PT422 too_soon, PT422 too_far
create function app.move_booking(p_booking app.bookings, p_party text, p_starts_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_status text := app.next_status(p_booking.status, 'reschedule', p_party);
  v_offering app.offering;
  v_claim app.slot_claims;
begin
  perform app.check_slot_arguments(p_starts_at, null, null, 'all_or_nothing', null, 300);
  perform app.check_change_notice(p_booking, p_party, 'reschedule');
  if p_starts_at = p_booking.starts_at then
    return; -- Asking twice is no error: the booking is there already.
  end if;

  v_offering := app.offering_of_booking(p_booking, p_party);
  select c.* into v_claim from app.slot_claims as c where (c.claim_id, c.organization_id) = (p_booking.claim_id, p_booking.organization_id);
  v_claim := app.claim_slot(v_offering, p_starts_at, 'booking', p_moved => v_claim);
  perform app.put_booking(p_booking, v_claim, v_status);
exception when exclusion_violation then
  perform app.fail_client_busy(app.client_busy_hint(v_offering, p_booking.client_id, v_claim.slot, array[v_claim.occupant], p_booking.booking_id));
end;
$$;

comment on function app.move_booking(app.bookings, text, timestamptz) is
  'Moves a locked booking by the same checks as a new one; one update moves its claim, so that the old time is kept if the new one is not to be had.';

create function app.put_booking(p_booking app.bookings, p_claim app.slot_claims, p_status text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.lock_client(p_booking.client_id, p_booking.organization_id);
  update app.bookings as b
  set status = p_status, claim_id = p_claim.claim_id, starts_at = lower(p_claim.slot), ends_at = upper(p_claim.slot), overbooked = p_claim.overbooked,
      outside_hours = false,
      -- No longer double-booked on purpose: the client is in one place again, as the service has it.
      client_may_overlap = case
        when p_booking.overbooked and not p_claim.overbooked then (select s.client_may_overlap from app.services as s where s.service_id = p_booking.service_id)
        else b.client_may_overlap
      end
  where (b.booking_id, b.organization_id) = (p_booking.booking_id, p_booking.organization_id);
end;
$$;

comment on function app.put_booking(app.bookings, app.slot_claims, text) is 'Lets a booking have the claim''s time, in p_status.  Lets'
  ' bookings_client_is_in_one_place through as 23P01.';

create function app.offering_of_booking(p_booking app.bookings, p_party text)
returns app.offering
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering := app.offering(p_booking.practitioner_id, p_booking.service_id, p_promised => true);
begin
  -- What was promised to the client is the old time, not a new one.
  if p_party = 'client' and not v_offering.offered then
    perform app.fail('outside_availability', 'No new times are offered for this booking any more.', 'Keep the time it has, or contact the practice.');
  end if;
  -- By link there is no account; and a booking keeps the length that was agreed, whatever the service has become.
  v_offering.standing := case when p_party = 'client' then 'public' else p_party end;
  v_offering.duration := p_booking.ends_at - p_booking.starts_at;
  return v_offering;
end;
$$;

comment on function app.offering_of_booking(app.bookings, text) is 'The rules under which p_party moves the booking.';
