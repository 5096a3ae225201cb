-- first_free_slots: the next few slots of a service.
--
-- Room:  search
-- Reads: app.availability_rules, app.availability_exceptions, app.slot_claims
create function app.first_free_slots(
  p_offering app.offering, p_from timestamptz, p_until timestamptz, p_count integer,
  p_from_local time default null, p_until_local time default null, p_own_occupants bigint[] default '{}'
)
returns timestamptz[]
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_from timestamptz := greatest(p_from, app.earliest_start(p_offering));
  v_until timestamptz := least(p_until, app.latest_start(p_offering));
  v_days integer := 1;
  v_to timestamptz;
  v_found timestamptz[] := '{}';
begin
  -- In spans that double: most find what they need within a day of the bound.
  while v_from < v_until and cardinality(v_found) < p_count loop
    v_to := least(v_until, v_from + make_interval(days => v_days));
    v_found := v_found || array(
      select f.starts_at
      from app.free_slots(p_offering, v_from, v_to, p_own_occupants) as f
      where (p_from_local is null or (f.starts_at at time zone p_offering.time_zone)::time >= p_from_local)
        and (p_until_local is null or (f.starts_at at time zone p_offering.time_zone)::time < p_until_local)
      order by f.starts_at
      limit p_count - cardinality(v_found)
    );
    v_from := v_to;
    v_days := v_days * 2;
  end loop;
  return v_found;
end;
$$;

comment on function app.first_free_slots(app.offering, timestamptz, timestamptz, integer, time, time, bigint[]) is
  'The first p_count starts with p_from <= start < p_until, in order, that free_slots offers; only those between p_from_local and p_until_local'
  ' (exclusive) on the practitioner''s clock, if given.';
