-- seat_time: whether a person is free for a practice room, and the time of a profile for it.
--
-- Room:   practice_rooms
-- Reads:  app.bookings, app.clients
-- Writes: app.audit_log, app.next_slots, app.slot_claims
-- Locks:  the practitioners, then the people, then app.slot_claims
-- Raises: PT409 client_busy, PT409 slot_taken
create function app.fail_somewhere_else(p_user_id uuid)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_user_id is not distinct from (select auth.uid()) then
    perform app.fail('client_busy', 'You have an appointment or another practice room at this time.', 'Choose another time, or move the other first.');
  end if;
  perform app.fail('client_busy', 'The other party is not free at this time.', 'Choose another time.');
end;
$$;

comment on function app.fail_somewhere_else(uuid) is 'Raises client_busy: with what, to those whom it concerns; to others only that.';

create function app.check_person_is_free(p_user_id uuid, p_span tstzrange)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if exists (
    select from app.clients as c
    join app.bookings as b on (b.client_id, b.organization_id) = (c.client_id, c.organization_id)
    where c.user_id = p_user_id and tstzrange(b.starts_at, b.ends_at) && p_span
      and b.status in ('pending', 'confirmed', 'rescheduled') and not b.client_may_overlap
  ) then
    perform app.fail_somewhere_else(p_user_id);
  end if;
end;
$$;

comment on function app.check_person_is_free(uuid, tstzrange) is
  'Raises client_busy where the account is a client with a live booking then, whatever the organization.  The caller has app.lock_people.';

create function app.take_seat_time(p_seat app.practice_seats, p_profile app.practitioners, p_claim_id bigint)
returns bigint
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claim app.slot_claims;
begin
  v_claim.claim_id := coalesce(p_claim_id, nextval('app.claim_ids'));
  v_claim.organization_id := p_profile.organization_id;
  v_claim.practitioner_id := p_profile.practitioner_id;
  v_claim.kind := case when p_profile.organization_id = p_seat.organization_id then 'practice_room' else 'elsewhere' end;
  v_claim.service_number := 0;
  v_claim.slot := p_seat.span;
  v_claim.blocked := p_seat.span;
  v_claim.capacity := 1;
  v_claim.overbooked := false;
  v_claim.occupant := v_claim.claim_id;
  for v_attempt in 1..2 loop
    v_claim.seat := app.free_seat(v_claim);
    if v_claim.seat is not null then
      begin
        return (app.write_claim(v_claim, p_claim_id is not null)).claim_id;
      exception when exclusion_violation or unique_violation then
        null; -- Whether by a lapsed hold is seen below.
      end;
    end if;
    perform app.remove_lapsed_holds(p_profile.practitioner_id, p_seat.span);
  end loop;
  if p_seat.user_id is not distinct from (select auth.uid()) then
    perform app.fail('slot_taken', 'You have a booking, or somebody holds your time.', 'Choose another time, or move the booking first.');
  end if;
  perform app.fail('slot_taken', 'The other party is no longer free at this time.', 'Choose another time.');
end;
$$;

comment on function app.take_seat_time(app.practice_seats, app.practitioners, bigint) is
  'Claims the seat''s time of a profile, or moves the claim p_claim_id there; returns the claim''s id.  A service number of 0 is no service''s.';
