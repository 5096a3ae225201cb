-- attempt_claim: take a slot, or move a claim to it, or say why not.
--
-- Room:   availability
-- Reads:  app.services, app.slot_claims
-- Writes: app.resource_claims, app.slot_claims
-- Locks:  the practitioner, then the organization's resources and app.slot_claims
create function app.attempt_claim(
  p_offering app.offering, p_starts_at timestamptz, p_kind text,
  p_expires_at timestamptz default null, p_moved app.slot_claims default null, p_occupant bigint default null, p_overbook boolean default false
)
returns app.claim_attempt
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
  v_written app.slot_claims;
  v_lacks_resources boolean := false;
  v_verdict app.slot_verdict;
begin
  perform app.lock_practitioner(p_offering.practitioner_id);
  -- The offering was read before the lock: what the service seats and needs may have changed while this waited.
  select s.capacity, s.needs_resources into p_offering.capacity, p_offering.needs_resources
  from app.services as s
  where (s.service_id, s.organization_id) = (p_offering.service_id, p_offering.organization_id);
  if p_offering.needs_resources then
    perform app.lock_resources(p_offering.organization_id);
  end if;
  v_claim.claim_id := coalesce(p_moved.claim_id, nextval('app.claim_ids'));
  v_claim.organization_id := p_offering.organization_id;
  v_claim.practitioner_id := p_offering.practitioner_id;
  v_claim.kind := p_kind;
  v_claim.service_number := p_offering.service_number;
  v_claim.slot := tstzrange(p_starts_at, p_starts_at + p_offering.duration);
  v_claim.blocked := tstzrange(p_starts_at - p_offering.buffer_before, p_starts_at + p_offering.duration + p_offering.buffer_after);
  v_claim.occupant := coalesce(p_moved.occupant, p_occupant, v_claim.claim_id);
  v_claim.expires_at := p_expires_at;
  v_claim.overbooked := p_overbook;
  v_claim.capacity := p_offering.capacity;

  if p_overbook and p_starts_at < app.now() then
    return row(v_claim, 'too_soon', 'This time is past.')::app.claim_attempt;
  end if;
  if not p_overbook then
    v_verdict := app.slot_verdict(p_offering, p_starts_at, array[v_claim.occupant]);
    if v_verdict.refusal is not null then
      return row(v_claim, v_verdict.refusal, v_verdict.reason)::app.claim_attempt;
    end if;
    v_claim.capacity := v_verdict.capacity;
  end if;

  for v_attempt in 1..2 loop
    v_claim.seat := app.free_seat(v_claim);
    if p_overbook or v_claim.seat is not null then
      begin
        v_written := app.write_claim(v_claim, p_moved.claim_id is not null);
        -- What moves may still have what its service needed once.
        if not (p_offering.needs_resources or p_moved.claim_id is not null) or app.take_resources(v_written) then
          return row(v_written, null, null)::app.claim_attempt;
        end if;
        v_lacks_resources := true;
        raise exclusion_violation;
      exception when exclusion_violation or unique_violation then
        null; -- The time is taken, by the constraints or for want of a room; whether by a lapsed hold is seen below.
      end;
    end if;
    -- A constraint cannot read the clock: what has lapsed is removed by whoever wants the time.  Then once more, whether or not this found any: a
    -- tick may have removed it between the two looks.
    perform app.remove_lapsed_holds(p_offering.practitioner_id, v_claim.blocked);
  end loop;
  return row(v_claim, app.taken_word(v_claim), case
    when v_lacks_resources then 'No room or equipment is free for this time, please choose another'
    else 'This slot is now full, please choose another'
  end)::app.claim_attempt;
end;
$$;

comment on function app.attempt_claim(app.offering, timestamptz, text, timestamptz, app.slot_claims, bigint, boolean) is
  'As claim_slot, but says why it was refused instead of raising.  Internal: authorises nobody.';
