-- confirm_new: a hold becomes a booking.
--
-- Room:   holds
-- Reads:  app.holds, app.bookings, app.slot_claims
-- Writes: app.audit_log, app.booking_series, app.bookings, app.clients, app.outbox_events, app.series_holds, app.slot_claims
-- Raises: PT403 not_allowed, PT422 onboarding_required
create function app.take_held(p_hold app.holds)
returns app.slot_claims
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
begin
  -- Compare and swap: of two that confirm, extend, release or clean up at once, one finds the hold.
  update app.slot_claims as c
  set kind = 'booking', expires_at = null
  where (c.claim_id, c.organization_id) = (p_hold.claim_id, p_hold.organization_id)
    and c.kind = 'hold' and c.expires_at > app.now()
  returning c.* into v_claim;
  if not found then
    perform app.fail_hold(p_hold.hold_key);
  end if;
  return v_claim;
end;
$$;

comment on function app.take_held(app.holds) is 'The hold''s claim, now a booking''s.  Raises PT409 hold_conflict, PT410 hold_expired.';

create function app.party_who_confirms(p_offering app.offering, p_client app.client_details, p_overrides jsonb, p_more integer)
returns text
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if app.may_manage(p_offering) then
    return p_offering.standing;
  end if;
  if p_overrides is not null then
    perform app.fail('not_allowed', 'Only the practitioner and admins override how a booking is recorded.', 'Leave overrides out.');
  end if;
  if auth.uid() is null then
    -- Without an account, the address is all that is known of who acts.
    perform app.act_as('client:' || p_client.email);
    perform app.limit_bookings(p_offering.organization_id, p_client.email, p_more);
  end if;
  if p_offering.requires_onboarding then
    perform app.check_onboarding(p_offering);
  end if;
  return 'client';
end;
$$;

comment on function app.party_who_confirms(app.offering, app.client_details, jsonb, integer) is
  'p_more: how many bookings it will be, a series by a rule counted once.  Returns client, practitioner or admin; from here on a visitor acts as the address given.';

create function app.confirm_new(p_hold app.holds, p_client jsonb, p_note text, p_overrides jsonb)
returns app.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
  v_offering app.offering;
  v_client app.client_details;
begin
  -- The series first, then the claim: as whoever confirms all of it.
  if p_hold.series_key is not null then
    perform app.leave_series(p_hold.series_key);
  end if;
  v_claim := app.take_held(p_hold);
  v_offering := app.offering(v_claim.practitioner_id, p_hold.service_id, p_promised => true);
  v_client := app.client_details(p_client, p_hold.time_zone);
  return app.insert_booking(v_offering, v_claim, v_client, app.party_who_confirms(v_offering, v_client, p_overrides, 1), p_note, p_overrides);
end;
$$;

comment on function app.confirm_new(app.holds, jsonb, text, jsonb) is
  'Books the held claim.  Does not ask again whether the time is offered: a live hold is a promise.';
