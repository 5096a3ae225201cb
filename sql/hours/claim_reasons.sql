-- claim_reasons: who is in the way of a slot, as far as the caller may know.
--
-- Room:  hours
-- Reads: app.slot_claims, app.service_needs, app.bookings, app.availability_rules, app.availability_exceptions
create function app.claim_reasons(p_offering app.offering, p_starts_at timestamptz, p_sees_bookings boolean)
returns setof app.slot_reason
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_slot tstzrange := tstzrange(p_starts_at, p_starts_at + p_offering.duration);
  v_blocked tstzrange := tstzrange(p_starts_at - p_offering.buffer_before, p_starts_at + p_offering.duration + p_offering.buffer_after);
  v_slot_key bigint := app.slot_key(p_offering.service_number, v_slot);
  v_capacity integer;
  v_taken integer;
begin
  v_capacity := least(p_offering.capacity, (
    select min(w.capacity)
    from app.availability_windows(
      p_offering.practitioner_id, p_offering.time_zone,
      (p_starts_at at time zone p_offering.time_zone)::date - 1, (upper(v_slot) at time zone p_offering.time_zone)::date
    ) as w
    where w.opens && v_slot
  ));
  v_taken := (
    select count(*) from app.slot_claims as c
    where (c.organization_id, c.practitioner_id, c.slot_key) = (p_offering.organization_id, p_offering.practitioner_id, v_slot_key)
      and not c.overbooked and (c.expires_at is null or c.expires_at > app.now())
  );
  if v_capacity > 1 and v_taken >= v_capacity then
    return next row(
      'slot_full', format('All %s seats are taken.', v_capacity), jsonb_build_object('kind', 'service', 'service_id', p_offering.service_id, 'setting', 'capacity')
    )::app.slot_reason;
  end if;
  return query
  select 'slot_taken', format('%s from %s to %s is in the way%s.',
      case when c.kind = 'hold' then 'A hold' when c.kind = 'practice_room' then 'A practice room'
        when c.kind = 'elsewhere' then 'Something of the practitioner''s at another place' when p_sees_bookings then 'Booking ' || b.reference else 'Another booking' end,
      to_char(lower(c.slot) at time zone p_offering.time_zone, 'YYYY-MM-DD HH24:MI'), to_char(upper(c.slot) at time zone p_offering.time_zone, 'HH24:MI'),
      case when not c.slot && v_slot then ', with the time around it' else '' end
    ),
    case
      when c.kind = 'hold' then jsonb_build_object('kind', 'hold', 'expires_at', c.expires_at)
      when c.kind in ('practice_room', 'elsewhere') then jsonb_build_object('kind', c.kind)
      when p_sees_bookings then jsonb_build_object('kind', 'booking', 'booking_id', b.booking_id, 'reference', b.reference)
      else jsonb_build_object('kind', 'booking')
    end
  from app.slot_claims as c
  left join app.bookings as b on (b.claim_id, b.organization_id) = (c.claim_id, c.organization_id)
  where c.practitioner_id = p_offering.practitioner_id and c.organization_id = p_offering.organization_id and c.blocked && v_blocked
    and (c.expires_at is null or c.expires_at > app.now())
    and (c.slot_key <> v_slot_key or c.overbooked or v_capacity = 1)
  order by lower(c.slot), c.claim_id;
  if p_offering.needs_resources then
    return query
    select 'slot_taken', format('%s of kind %s %s needed, and fewer are free.', n.quantity, n.kind, case n.quantity when 1 then 'is' else 'are' end),
      jsonb_build_object('kind', 'resource', 'needs', n.kind, 'quantity', n.quantity)
    from app.service_needs as n
    where (n.service_id, n.organization_id) = (p_offering.service_id, p_offering.organization_id)
      and not app.needs_met(array(select r from unnest(app.resources_busy(p_offering, v_blocked)) as r where r.kind = n.kind), v_blocked)
    order by n.kind;
  end if;
end;
$$;

comment on function app.claim_reasons(app.offering, timestamptz, boolean) is
  'slot_full where every seat of this very slot is taken, slot_taken for each hold or booking that is in the way.  p_sees_bookings: whether bookings are named.';
