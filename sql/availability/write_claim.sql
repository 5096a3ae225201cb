-- write_claim: the only writer of slot_claims.
--
-- Room:   availability
-- Reads:  app.slot_claims
-- Writes: app.slot_claims
create function app.free_seat(p_claim app.slot_claims)
returns integer
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_slot_key bigint := app.slot_key(p_claim.service_number, p_claim.slot);
begin
  if p_claim.overbooked then
    return null;
  end if;
  -- Overbooked claims stand outside the constraints, yet they take time: nobody is put on top of one unasked.
  if exists (
    select from app.slot_claims as c
    where c.practitioner_id = p_claim.practitioner_id and c.blocked && p_claim.blocked and c.overbooked and c.occupant <> p_claim.occupant
  ) then
    return null;
  end if;
  -- Seats are counted, not only numbered: where the capacity was lowered, takers may sit on higher numbers.
  if p_claim.capacity <= (
    select count(*) from app.slot_claims as c
    where (c.organization_id, c.practitioner_id, c.slot_key) = (p_claim.organization_id, p_claim.practitioner_id, v_slot_key)
      and c.seat is not null and c.claim_id <> p_claim.claim_id
  ) then
    return null;
  end if;
  if p_claim.capacity = 1 then
    return 1;
  end if;
  return (
    select min(s.seat)
    from generate_series(1, p_claim.capacity) as s (seat)
    where not exists (
      select from app.slot_claims as c
      where (c.organization_id, c.practitioner_id, c.slot_key, c.seat) = (p_claim.organization_id, p_claim.practitioner_id, v_slot_key, s.seat)
        and c.claim_id <> p_claim.claim_id
    )
  );
end;
$$;

comment on function app.free_seat(app.slot_claims) is 'The lowest free seat of the claim''s slot, or null: none is free, or the claim needs none.';

create function app.write_claim(p_claim app.slot_claims, p_moves boolean)
returns app.slot_claims
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
begin
  if p_moves then
    update app.slot_claims as c
    set service_number = p_claim.service_number, slot = p_claim.slot, blocked = p_claim.blocked,
        seat = p_claim.seat, capacity = p_claim.capacity, overbooked = p_claim.overbooked
    where c.claim_id = p_claim.claim_id
    returning * into v_claim;
  else
    insert into app.slot_claims as c (
      claim_id, organization_id, practitioner_id, kind, service_number, slot, blocked, seat, capacity, overbooked, occupant, expires_at
    )
    values (
      p_claim.claim_id, p_claim.organization_id, p_claim.practitioner_id, p_claim.kind, p_claim.service_number, p_claim.slot, p_claim.blocked,
      p_claim.seat, p_claim.capacity, p_claim.overbooked, p_claim.occupant, p_claim.expires_at
    )
    returning * into v_claim;
  end if;
  return v_claim;
end;
$$;

comment on function app.write_claim(app.slot_claims, boolean) is 'Inserts the claim, or moves the one with its id.  Lets the constraints'' errors through.';
