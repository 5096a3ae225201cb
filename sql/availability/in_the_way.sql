-- in_the_way: when a claim that was refused might be had after all.
--
-- Room:   availability
-- Reads:  app.slot_claims, app.busy_spans, app.resource_claims, app.resources, app.service_needs, app.services
create function app.taken_word(p_claim app.slot_claims)
returns text
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- Full: the very same slot has all its takers.  Taken: something else is there.
  return case
    when p_claim.capacity > 1 and p_claim.capacity <= (
      select count(*) from app.slot_claims as c
      where (c.organization_id, c.practitioner_id) = (p_claim.organization_id, p_claim.practitioner_id)
        and c.slot_key = app.slot_key(p_claim.service_number, p_claim.slot)
    ) then 'slot_full'
    else 'slot_taken'
  end;
end;
$$;

comment on function app.taken_word(app.slot_claims) is 'slot_full or slot_taken, for a claim that the constraints refuse.';

create function app.resources_free_at(p_claim app.slot_claims)
returns timestamptz
language sql
stable
security invoker
set search_path = ''
as $$
  select max(coalesce((
    -- The quantity-th resource of the kind to be let go.
    select coalesce((
      select max(coalesce(c.expires_at, 'infinity'))
      from app.resource_claims as rc
      join app.slot_claims as c on (c.claim_id, c.organization_id) = (rc.claim_id, rc.organization_id)
      where (rc.organization_id, rc.resource_id) = (r.organization_id, r.resource_id)
        and rc.practitioner_id <> p_claim.practitioner_id and rc.blocked && p_claim.blocked
    ), '-infinity') as at
    from app.resources as r
    where (r.organization_id, r.kind) = (n.organization_id, n.kind) and r.archived_at is null
    order by at
    offset n.quantity - 1
    limit 1
  ), 'infinity'))
  from app.service_needs as n
  join app.services as s on (s.service_id, s.organization_id) = (n.service_id, n.organization_id)
  where s.service_number = p_claim.service_number;
$$;

comment on function app.resources_free_at(app.slot_claims) is
  'When all that the service needs is there, if nobody extends a hold or takes it first; infinity: bookings have it; null or -infinity: it is there already.';

create function app.retry_after_seconds(p_offering app.offering, p_claim app.slot_claims)
returns integer
language sql
stable
security invoker
set search_path = ''
as $$
  with obstacles as (
    select coalesce(c.expires_at, 'infinity') as ends_at, c.slot_key = app.slot_key(p_claim.service_number, p_claim.slot) and not c.overbooked as shares
    from app.slot_claims as c
    where (c.organization_id, c.practitioner_id) = (p_claim.organization_id, p_claim.practitioner_id)
      and c.blocked && p_claim.blocked and (c.occupant <> p_claim.occupant or c.slot_key = app.slot_key(p_claim.service_number, p_claim.slot))
  ), free as (
    select greatest(
      -- What overlaps must be gone; of those who share the very slot, as many as make one seat free.
      (select max(o.ends_at) from obstacles as o where not o.shares),
      (
        select o.ends_at from obstacles as o
        where o.shares
        order by o.ends_at
        offset greatest(0, (select count(*) from obstacles as s where s.shares) - p_claim.capacity)
        limit case when p_claim.capacity <= (select count(*) from obstacles as s where s.shares) then 1 else 0 end
      ),
      app.resources_free_at(p_claim),
      (select timestamptz 'infinity' from app.busy_spans as s where s.practitioner_id = p_claim.practitioner_id and s.span && p_claim.blocked limit 1)
    ) as at
  )
  select ceil(extract(epoch from f.at - app.now()))::integer
  from free as f
  -- Infinity: a booking does not lapse.  And what is too late then for the caller is not worth the wait.
  where f.at > app.now() and f.at < 'infinity' and f.at + (app.earliest_start(p_offering) - app.now()) <= lower(p_claim.slot);
$$;

comment on function app.retry_after_seconds(app.offering, app.slot_claims) is
  'In how many seconds the last of those holds may lapse that keep the claim from being made; null: a booking does too, or it would be too late then.';
