-- free_slots: rules minus exceptions minus claims minus busy time, cut into starts.
--
-- Room:  availability
-- Reads: app.availability_rules, app.availability_exceptions, app.busy_spans, app.slot_claims
create function app.free_slots(p_offering app.offering, p_from timestamptz, p_until timestamptz, p_own_occupants bigint[] default '{}')
returns table (starts_at timestamptz, ends_at timestamptz, seats_left integer)
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_first timestamptz := greatest(p_from, app.earliest_start(p_offering));
  v_until timestamptz := least(p_until, app.latest_start(p_offering));
  -- Two days more on both sides hold every slot, buffer and local day that the span touches.
  v_around tstzrange := tstzrange(least(v_first, v_until) - interval '2 days', v_until + interval '2 days');
  v_windows tstzrange[];
  v_capacities integer[];
  v_open tstzmultirange;
  v_off tstzmultirange;
  v_elsewhere tstzmultirange;
  v_busy tstzmultirange;
  v_full_days date[];
  v_resources app.resource_busy[] := case when p_offering.needs_resources then app.resources_busy(p_offering, v_around) end;
begin
  if v_until <= v_first then
    return;
  end if;
  select array_agg(w.opens), array_agg(w.capacity), range_agg(w.opens) into v_windows, v_capacities, v_open
  from app.availability_windows(
    p_offering.practitioner_id, p_offering.time_zone,
    (v_first at time zone p_offering.time_zone)::date - 1, (v_until at time zone p_offering.time_zone)::date + 1
  ) as w;
  select coalesce(range_agg(away.span) filter (where away.off), '{}'), coalesce(range_agg(away.span) filter (where not away.off), '{}')
  into v_off, v_elsewhere
  from (
    select tstzrange(e.starts_at, e.ends_at) as span, true as off
    from app.availability_exceptions as e
    where e.practitioner_id = p_offering.practitioner_id and tstzrange(e.starts_at, e.ends_at) && v_around and e.kind = 'time_off'
    union all
    select s.span, false from app.busy_spans as s where s.practitioner_id = p_offering.practitioner_id and s.span && v_around
  ) as away;
  v_open := v_open - v_off;
  v_busy := app.busy_time(p_offering, v_around, p_own_occupants);
  v_full_days := case when p_offering.daily_limit is null then '{}' else app.full_days(p_offering, v_around, p_own_occupants) end;

  return query
  with starts as (
    select distinct s as at
    from unnest(v_windows) as w (opens)
    cross join lateral generate_series(lower(w.opens), upper(w.opens) - interval '1 minute', p_offering.step) as s
    where s >= v_first and s < v_until
  ), candidates as (
    select s.at, 0 as taken
    from starts as s
    where not v_busy && tstzrange(s.at - p_offering.buffer_before, s.at + p_offering.duration + p_offering.buffer_after)
    union all
    -- Slots of this service that others have begun to fill: those claims are no obstacle.
    select s.at, c.taken
    from app.shared_slots(p_offering, v_around, p_own_occupants) as c
    join starts as s on s.at = c.starts_at
    where p_offering.capacity > 1
  )
  select c.at, c.at + p_offering.duration, allowed.seats - c.taken
  from candidates as c
  cross join lateral (
    select case
      when p_offering.capacity = 1 then 1
      else least(p_offering.capacity, (
        select min(w.capacity) from unnest(v_windows, v_capacities) as w (opens, capacity)
        where w.opens && tstzrange(c.at, c.at + p_offering.duration)
      ))
    end as seats
  ) as allowed
  where tstzrange(c.at, c.at + p_offering.duration) <@ v_open
    and allowed.seats > c.taken
    and not v_elsewhere && tstzrange(c.at - p_offering.buffer_before, c.at + p_offering.duration + p_offering.buffer_after)
    and (c.at at time zone p_offering.time_zone)::date <> all (v_full_days)
    and (v_resources is null or app.needs_met(v_resources, tstzrange(c.at - p_offering.buffer_before, c.at + p_offering.duration + p_offering.buffer_after)))
  order by c.at;
end;
$$;

comment on function app.free_slots(app.offering, timestamptz, timestamptz, bigint[]) is
  'The slots that the caller may take, with p_from <= start < p_until, in order.  p_own_occupants: whose claims are no obstacle.'
  '  What it offers, claim_slot grants, and nothing else.';
