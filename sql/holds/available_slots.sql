-- available_slots: the free slots of some days, the caller's own hold included.
--
-- Room:   holds
-- Caller: anybody for published practitioners, members for all of their organization
-- Reads:  app.holds, app.slot_claims
-- Raises: PT400 invalid_argument, PT404 not_found
create function private.occupants_of_hold(p_hold_key text)
returns bigint[]
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(array_agg(c.occupant), '{}')
  from app.holds as h
  join app.slot_claims as c on (c.claim_id, c.organization_id) = (h.claim_id, h.organization_id)
  where p_hold_key in (h.hold_key, h.series_key) and c.kind = 'hold';
$$;

comment on function private.occupants_of_hold(text) is
  'Whose claims are no obstacle to the holder of a hold or of a whole series; empty for an unknown key.  Definer: holds are no role''s to read; knowing the key authorises.';
grant execute on function private.occupants_of_hold(text) to anon, authenticated, service_role;

create function api.available_slots(
  practitioner_id uuid, service_id uuid, from_date date, to_date date, time_zone text default null, hold_key text default null
)
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language sql
stable
security invoker
set search_path = ''
as $$
  select s.starts_at, s.ends_at, s.seats_left
  from private.slots_of_days(
    available_slots.practitioner_id, available_slots.service_id, available_slots.from_date, available_slots.to_date,
    available_slots.time_zone, private.occupants_of_hold(available_slots.hold_key)
  ) as s;
$$;

comment on function api.available_slots(uuid, uuid, date, date, text, text) is
  'The slots that the caller may take, from from_date to to_date inclusive (at most 93 days), as days of time_zone (default: the practitioner''s).'
  '  hold_key: the caller''s own hold or series of holds, whose slots count as free.';
grant execute on function api.available_slots(uuid, uuid, date, date, text, text) to anon, authenticated, service_role;
