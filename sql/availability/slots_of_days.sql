-- slots_of_days: the free slots of some days, as the verbs of later rooms ask for them.
--
-- Room:   availability
-- Caller: anybody for published practitioners, members for all of their organization
-- Reads:  app.slot_claims, app.availability_rules, app.availability_exceptions
-- Raises: PT400 invalid_argument, PT404 not_found
create function private.slots_of_days(
  p_practitioner_id uuid, p_service_id uuid, p_from_date date, p_to_date date, p_time_zone text, p_own_occupants bigint[]
)
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_offering app.offering := app.offering(p_practitioner_id, p_service_id);
  v_zone text := coalesce(p_time_zone, v_offering.time_zone);
begin
  perform app.check_days(p_from_date, p_to_date);
  if not app.is_time_zone(v_zone) then
    perform app.fail('invalid_argument', format('“%s” is not an IANA time zone.', v_zone), 'Use a name such as America/Toronto.');
  end if;
  return query
  select f.starts_at, f.ends_at, f.seats_left
  from app.free_slots(v_offering, app.local_instant(p_from_date, v_zone), app.local_instant(p_to_date + 1, v_zone), p_own_occupants) as f;
end;
$$;

comment on function private.slots_of_days(uuid, uuid, date, date, text, bigint[]) is
  'Definer: claims are no role''s to read.  app.offering lets only those see an unpublished practitioner who may.';
grant execute on function private.slots_of_days(uuid, uuid, date, date, text, bigint[]) to anon, authenticated, service_role;
