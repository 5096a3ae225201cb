-- claim_slot: take a slot, or move a claim to it; the constraints decide.
--
-- Room:   availability
-- Reads:  app.slot_claims
-- Writes: app.resource_claims, app.slot_claims
-- Locks:  the practitioner, the kinds of resources, then app.slot_claims
-- Raises: PT409 slot_taken, PT409 slot_full, PT422 outside_availability, PT422 too_soon, PT422 too_far
create function app.claim_slot(
  p_offering app.offering, p_starts_at timestamptz, p_kind text,
  p_expires_at timestamptz default null, p_moved app.slot_claims default null, p_occupant bigint default null, p_overbook boolean default false
)
returns app.slot_claims
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_attempt app.claim_attempt := app.attempt_claim(p_offering, p_starts_at, p_kind, p_expires_at, p_moved, p_occupant, p_overbook);
begin
  if v_attempt.refusal in ('slot_taken', 'slot_full') then
    perform app.fail_taken(p_offering, v_attempt);
  elsif v_attempt.refusal is not null then
    perform app.fail(v_attempt.refusal, v_attempt.reason, 'Choose one of the offered times.');
  end if;
  return v_attempt.claim;
end;
$$;

comment on function app.claim_slot(app.offering, timestamptz, text, timestamptz, app.slot_claims, bigint, boolean) is
  'Claims the slot that begins at p_starts_at, checking that it is offered; returns the claim.  p_moved: the claim to move there, which keeps its old time'
  ' until the new one is had, in the same statement.  p_occupant: of the booking that a hold is to move.  p_overbook: outside availability and'
  ' constraints, for callers who have checked the permission.  Internal: authorises nobody.';
