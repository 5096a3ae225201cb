-- busy_time: what is taken from a practitioner's time.
--
-- Room:  availability
-- Reads: app.availability_exceptions, app.slot_claims
create function app.time_off(p_practitioner_id uuid, p_span tstzrange)
returns tstzmultirange
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(range_agg(tstzrange(e.starts_at, e.ends_at)), '{}')
  from app.availability_exceptions as e
  where e.practitioner_id = p_practitioner_id
    and e.kind = 'time_off'
    and tstzrange(e.starts_at, e.ends_at) && p_span;
$$;

comment on function app.time_off(uuid, tstzrange) is 'The practitioner''s time off that touches p_span.';

create function app.busy_time(p_offering app.offering, p_span tstzrange, p_own_occupants bigint[])
returns tstzmultirange
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- Two branches, for the two partial indexes.
  return (
    select coalesce(range_agg(taken.blocked), '{}')
    from (
      select c.blocked, c.expires_at, c.occupant
      from app.slot_claims as c
      where (c.organization_id, c.practitioner_id) = (p_offering.organization_id, p_offering.practitioner_id)
        and c.blocked && p_span and not c.overbooked
      union all
      select c.blocked, c.expires_at, c.occupant
      from app.slot_claims as c
      where c.practitioner_id = p_offering.practitioner_id and c.blocked && p_span and c.overbooked
    ) as taken
    where (taken.expires_at is null or taken.expires_at > app.now())
      and taken.occupant <> all (p_own_occupants)
  );
end;
$$;

comment on function app.busy_time(app.offering, tstzrange, bigint[]) is
  'Everything that bookings and live holds block within p_span, buffers included, but for the claims of p_own_occupants.';

create function app.shared_slots(p_offering app.offering, p_span tstzrange, p_own_occupants bigint[])
returns table (starts_at timestamptz, taken integer)
language sql
stable
security invoker
set search_path = ''
as $$
  select lower(shared.slot), shared.taken
  from (
    select c.slot, c.slot_key, count(*)::integer as taken
    from app.slot_claims as c
    where (c.organization_id, c.practitioner_id) = (p_offering.organization_id, p_offering.practitioner_id)
      and c.blocked && p_span
      and not c.overbooked
      and c.service_number = p_offering.service_number
      and upper(c.slot) - lower(c.slot) = p_offering.duration
      and (c.expires_at is null or c.expires_at > app.now())
      and c.occupant <> all (p_own_occupants)
    group by c.slot, c.slot_key
  ) as shared
  where not exists (
    select from app.slot_claims as other
    where other.practitioner_id = p_offering.practitioner_id
      and other.blocked && tstzrange(lower(shared.slot) - p_offering.buffer_before, upper(shared.slot) + p_offering.buffer_after)
      and (other.slot_key <> shared.slot_key or other.overbooked)
      and (other.expires_at is null or other.expires_at > app.now())
      and other.occupant <> all (p_own_occupants)
  );
$$;

comment on function app.shared_slots(app.offering, tstzrange, bigint[]) is
  'The slots of the service that have takers, and how many, unless something else has come into their way: an overbooking, or a buffer that grew.';
