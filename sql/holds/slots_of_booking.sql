-- slots_of_booking: where a booking could be moved to, by those who have it.
--
-- Room:   holds
-- Caller: the practitioner, an admin, or the signed-in client
-- Reads:  app.bookings, app.slot_claims
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 outside_availability
create function private.slots_of_booking(p_booking_id uuid, p_from_date date, p_to_date date, p_time_zone text)
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_found record := private.booking_of_party(p_booking_id);
  v_booking app.bookings := v_found.booking;
  v_offering app.offering;
  v_zone text;
begin
  perform app.next_status(v_booking.status, 'reschedule', v_found.party);
  perform app.check_days(p_from_date, p_to_date);
  v_offering := app.offering_of_booking(v_booking, v_found.party);
  v_zone := coalesce(p_time_zone, v_offering.time_zone);
  if not app.is_time_zone(v_zone) then
    perform app.fail('invalid_argument', format('“%s” is not an IANA time zone.', left(v_zone, 60)), 'Use a name such as America/Toronto.');
  end if;
  return query
  select f.starts_at, f.ends_at, f.seats_left
  from app.free_slots(
    v_offering, app.local_instant(p_from_date, v_zone), app.local_instant(p_to_date + 1, v_zone),
    array(select c.occupant from app.slot_claims as c where c.claim_id = v_booking.claim_id)
  ) as f
  where f.starts_at <> v_booking.starts_at;
end;
$$;

comment on function private.slots_of_booking(uuid, date, date, text) is 'Definer: claims are no role''s to read; private.booking_of_party authorises.';
grant execute on function private.slots_of_booking(uuid, date, date, text) to authenticated;

create function api.slots_of_booking(booking_id uuid, from_date date, to_date date, time_zone text default null)
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language sql
stable
security invoker
set search_path = ''
as $$
  select s.starts_at, s.ends_at, s.seats_left
  from private.slots_of_booking(slots_of_booking.booking_id, slots_of_booking.from_date, slots_of_booking.to_date, slots_of_booking.time_zone) as s;
$$;

comment on function api.slots_of_booking(uuid, date, date, text) is
  'The slots to which the caller may move the booking, from from_date to to_date inclusive (at most 93 days), as days of time_zone (default: the'
  ' practitioner''s).  The booking''s own time is not listed, but is no obstacle to slots that overlap it.';
grant execute on function api.slots_of_booking(uuid, date, date, text) to authenticated;
