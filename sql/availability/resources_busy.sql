-- resources_busy: when what a service needs is elsewhere.
--
-- Room:  availability
-- Reads: app.service_needs, app.resources, app.resource_claims, app.slot_claims
create type app.resource_busy as (kind text, quantity integer, busy tstzmultirange);

comment on type app.resource_busy is 'One resource of a needed kind: how many of the kind are needed, and when others have this one.';

create function app.resources_busy(p_offering app.offering, p_span tstzrange)
returns app.resource_busy[]
language sql
stable
security invoker
set search_path = ''
as $$
  -- A kind of which there is nothing is a need that is never met.
  select coalesce(array_agg(row(n.kind, n.quantity, case when r.resource_id is null then '{(,)}' else coalesce((
    select range_agg(rc.blocked)
    from app.resource_claims as rc
    join app.slot_claims as c on (c.claim_id, c.organization_id) = (rc.claim_id, rc.organization_id)
    where (rc.organization_id, rc.resource_id) = (r.organization_id, r.resource_id)
      and rc.practitioner_id <> p_offering.practitioner_id and rc.blocked && p_span
      and (c.expires_at is null or c.expires_at > app.now())
  ), '{}') end)::app.resource_busy), '{}')
  from app.service_needs as n
  left join app.resources as r on (r.organization_id, r.kind) = (n.organization_id, n.kind) and r.archived_at is null
  where (n.service_id, n.organization_id) = (p_offering.service_id, p_offering.organization_id)
    and p_offering.needs_resources;
$$;

comment on function app.resources_busy(app.offering, tstzrange) is 'Every resource of the kinds that the service needs, with the times within p_span at which'
  ' other practitioners have it.';

create function app.needs_met(p_resources app.resource_busy[], p_blocked tstzrange)
returns boolean
language sql
immutable
security invoker
set search_path = ''
as $$
  select coalesce(bool_and(kind.free >= kind.quantity), true)
  from (
    select r.quantity, count(*) filter (where not r.busy && p_blocked) as free
    from unnest(p_resources) as r
    group by r.kind, r.quantity
  ) as kind;
$$;

comment on function app.needs_met(app.resource_busy[], tstzrange) is 'Whether enough of each needed kind is free for the whole of p_blocked.';
