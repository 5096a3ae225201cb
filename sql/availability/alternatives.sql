-- alternatives: what else is free.
--
-- Room:   availability
-- Reads:  app.slot_claims
create function app.alternatives(
  p_offering app.offering, p_starts_at timestamptz, p_own_occupants bigint[] default '{}', p_not_during tstzmultirange default '{}',
  p_within interval default '31 days'
)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_reach interval;
  v_nearest jsonb;
  -- The times that whoever moves has already are no alternatives, but neither are they in the way.
  v_own_starts timestamptz[] := case when p_own_occupants = '{}' then '{}' else array(
    select lower(c.slot) from app.slot_claims as c
    where (c.organization_id, c.practitioner_id) = (p_offering.organization_id, p_offering.practitioner_id) and c.occupant = any (p_own_occupants)
  ) end;
begin
  -- Evenly to both sides, so that what is found is nearer than all that is not; further only where the days around are full.
  foreach v_reach in array array[interval '3 days', p_within] loop
    select coalesce(jsonb_agg(near.starts_at order by near.starts_at), '[]') into v_nearest
    from (
      select f.starts_at
      from app.free_slots(p_offering, p_starts_at - v_reach, p_starts_at + v_reach + interval '1 minute', p_own_occupants) as f
      where f.starts_at <> p_starts_at and f.starts_at <> all (v_own_starts) and not tstzrange(f.starts_at, f.ends_at) && p_not_during
      order by abs(extract(epoch from f.starts_at - p_starts_at)), f.starts_at
      limit 5
    ) as near;
    exit when jsonb_array_length(v_nearest) = 5;
  end loop;
  return v_nearest;
end;
$$;

comment on function app.alternatives(app.offering, timestamptz, bigint[], tstzmultirange, interval) is
  'Up to five free starts within p_within, the nearest in time to p_starts_at, in order.  p_own_occupants: whose claims are to move, and so are no obstacle;'
  ' p_not_during: when the client is elsewhere;'
  ' p_within: 3 days or more; a month costs some milliseconds, so whoever asks about a whole series asks for less.';
