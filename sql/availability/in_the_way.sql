-- in_the_way: what a conflict over time tells the loser.
--
-- Room:   availability
-- Reads:  app.slot_claims, app.resource_claims, app.resources, app.service_needs, app.services
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

create function app.retry_after_seconds(p_claim app.slot_claims)
returns integer
language sql
stable
security invoker
set search_path = ''
as $$
  select ceil(extract(epoch from min(held.expires_at) - app.now()))::integer
  from (
    select c.expires_at from app.slot_claims as c
    where c.practitioner_id = p_claim.practitioner_id and c.blocked && p_claim.blocked and not c.overbooked and c.expires_at > app.now()
    union all
    -- Or a hold of somebody else that has what the service needs.
    select c.expires_at
    from app.services as s
    join app.service_needs as n on (n.service_id, n.organization_id) = (s.service_id, s.organization_id)
    join app.resources as r on (r.organization_id, r.kind) = (n.organization_id, n.kind)
    join app.resource_claims as rc on (rc.organization_id, rc.resource_id) = (r.organization_id, r.resource_id) and rc.blocked && p_claim.blocked
    join app.slot_claims as c on (c.claim_id, c.organization_id) = (rc.claim_id, rc.organization_id) and c.expires_at > app.now()
    where s.service_number = p_claim.service_number
  ) as held;
$$;

comment on function app.retry_after_seconds(app.slot_claims) is 'When a hold that is in the way of the claim may lapse, or null: none is.';

create function app.alternatives(p_offering app.offering, p_starts_at timestamptz)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(jsonb_agg(near.starts_at order by near.starts_at), '[]')
  from (
    select f.starts_at
    from app.free_slots(p_offering, p_starts_at - interval '3 days', p_starts_at + interval '7 days') as f
    where f.starts_at <> p_starts_at
    order by abs(extract(epoch from f.starts_at - p_starts_at))
    limit 5
  ) as near;
$$;

comment on function app.alternatives(app.offering, timestamptz) is 'Up to five free starts, the nearest in time to p_starts_at.';
