-- tighten_next_slots: raise bounds that claims and the clock have left behind.
--
-- Room:   search
-- Reads:  app.slot_claims
-- Writes: app.next_slots
-- Locks:  app.next_slots, for the last statement only; passes over rows that others have
create function app.next_slot_bound(p_practitioner_id uuid, p_service_id uuid)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering := app.public_offering(p_practitioner_id, p_service_id);
  -- Taking the span first: the clock's horizon moves on, and what lies behind it is unknown.
  v_horizon timestamptz := app.latest_start(v_offering);
begin
  -- Holds lapse by the clock, and resources are shared with others: a bound that counted on them would have to be lowered by those.
  v_offering.needs_resources := false;
  return coalesce((
    app.first_free_slots(v_offering, app.now(), v_horizon, 1, p_own_occupants => array(
      select c.occupant from app.slot_claims as c
      where (c.organization_id, c.practitioner_id) = (v_offering.organization_id, v_offering.practitioner_id)
        and c.blocked && tstzrange(app.now(), null) and not c.overbooked and c.kind = 'hold'
    ))
  )[1], v_horizon);
end;
$$;

comment on function app.next_slot_bound(uuid, uuid) is
  'The next slot of the public, as if nothing were held and every resource free; without one, the end of the booking window.';

create function app.tighten_next_slots(p_at_most integer)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_looked jsonb;
  v_raised integer;
begin
  -- The head of the queue is what searches walk.  Each count is read before its slots: whatever is freed in between makes the last statement pass over.
  select jsonb_agg(to_jsonb(n)) into v_looked
  from (
    select n.practitioner_id, n.service_id, n.organization_id, n.changes
    from app.next_slots as n
    where n.looked_at is null or n.looked_at < app.now() - interval '1 minute' and n.not_before < app.now() + interval '2 days'
    order by n.not_before, n.practitioner_id, n.service_id
    limit p_at_most
  ) as n;

  select jsonb_agg(seen.entry || jsonb_build_object('bound', app.next_slot_bound((seen.entry ->> 'practitioner_id')::uuid, (seen.entry ->> 'service_id')::uuid)))
  into v_looked
  from jsonb_array_elements(v_looked) as seen (entry);

  with looked as (
    select n.practitioner_id, n.service_id, n.organization_id, l.bound
    from jsonb_to_recordset(v_looked) as l (practitioner_id uuid, service_id uuid, organization_id uuid, changes bigint, bound timestamptz)
    join app.next_slots as n
      on (n.practitioner_id, n.service_id, n.organization_id) = (l.practitioner_id, l.service_id, l.organization_id) and n.changes = l.changes
    for update of n skip locked
  )
  update app.next_slots as n
  set not_before = l.bound, looked_at = app.now()
  from looked as l
  where (n.practitioner_id, n.service_id, n.organization_id) = (l.practitioner_id, l.service_id, l.organization_id);
  get diagnostics v_raised = row_count;
  return v_raised;
end;
$$;

comment on function app.tighten_next_slots(integer) is
  'Computes p_at_most bounds anew, those first that searches meet first; returns how many it wrote.  A release that commits meanwhile has changed the count, and'
  ' one that is still under way lowers what is written here: either way the bound stays right.';
