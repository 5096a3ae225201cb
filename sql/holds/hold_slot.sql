-- hold_slot: one time.
--
-- Room:   holds
-- Reads:  app.holds, app.slot_claims
-- Writes: app.audit_log, app.holds, app.resource_claims, app.slot_claims
-- Locks:  the practitioner
-- Raises: PT409 slot_taken, PT409 slot_full, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT429 too_many_requests
create function app.hold_slot(
  p_offering app.offering, p_starts_at timestamptz, p_time_zone text, p_hold_seconds integer, p_moves_booking_id uuid, p_occupant bigint, p_key text
)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
  v_hold app.holds;
begin
  perform app.limit_holds(p_offering, 1);
  v_claim := app.claim_slot(
    p_offering, p_starts_at, 'hold', p_expires_at => least(app.now() + make_interval(secs => p_hold_seconds), p_starts_at), p_occupant => p_occupant
  );
  insert into app.holds (organization_id, claim_id, service_id, time_zone, moves_booking_id, requester, idempotency_key)
  values (
    v_claim.organization_id, v_claim.claim_id, p_offering.service_id, p_time_zone, p_moves_booking_id,
    app.requester_of_hold(p_offering), p_key
  )
  returning * into v_hold;
  return app.hold_answer(v_hold, v_claim);
end;
$$;

comment on function app.hold_slot(app.offering, timestamptz, text, integer, uuid, bigint, text) is
  'Holds one slot and returns the answer of request_hold.  p_occupant: of the booking that it is to move.  Internal: authorises nobody.';
