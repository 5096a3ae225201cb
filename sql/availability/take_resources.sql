-- take_resources: a claim gets all that its service needs, or is not made.
--
-- Room:   availability
-- Reads:  app.service_needs, app.services, app.resources, app.resource_claims, app.slot_claims
-- Writes: app.resource_claims, app.slot_claims
-- Locks:  the organization's resources
create function app.lock_resources(p_organization_id uuid)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(p_organization_id::text, 2));
end;
$$;

comment on function app.lock_resources(uuid) is
  'One at a time for whoever wants rooms or equipment of an organization, until the end of the transaction.  Keeps the peace, as app.lock_practitioner does, which is'
  ' taken before.  One lock for all kinds, so that a transaction that claims twice, for different services, cannot take them in the wrong order.';

create function app.free_resources(p_claim app.slot_claims, p_kind text, p_present uuid[])
returns setof uuid
language sql
stable
security invoker
set search_path = ''
as $$
  select r.resource_id
  from app.resources as r
  cross join lateral (
    select exists (
      select from app.resource_claims as mine
      where (mine.organization_id, mine.resource_id, mine.practitioner_id) = (r.organization_id, r.resource_id, p_claim.practitioner_id)
        and mine.blocked && p_claim.blocked
    ) as there
  ) as practitioner
  where r.organization_id = p_claim.organization_id and r.kind = p_kind and r.archived_at is null
    and not exists (
      select from app.resource_claims as taken
      where (taken.organization_id, taken.resource_id) = (r.organization_id, r.resource_id)
        and taken.practitioner_id <> p_claim.practitioner_id and taken.blocked && p_claim.blocked
    )
  -- The seats of one session share what the first one took, a double booking is where the practitioner is, and whoever moves changes rooms only if need be.
  order by practitioner.there desc, r.resource_id = any (p_present) desc, r.name, r.resource_id;
$$;

comment on function app.free_resources(app.slot_claims, text, uuid[]) is
  'The resources of a kind that no colleague has during the claim: first those that the practitioner has then anyway, then p_present.';

create function app.take_resources(p_claim app.slot_claims)
returns boolean
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_need app.service_needs;
  v_present uuid[];
  v_taken integer;
begin
  with present as (
    delete from app.resource_claims as rc where (rc.claim_id, rc.organization_id) = (p_claim.claim_id, p_claim.organization_id) returning rc.resource_id
  )
  select coalesce(array_agg(p.resource_id), '{}') into v_present from present as p;
  for v_need in
    select n.*
    from app.service_needs as n
    join app.services as s on (s.service_id, s.organization_id) = (n.service_id, n.organization_id)
    where s.service_number = p_claim.service_number
  loop
    perform app.lock_resources(p_claim.organization_id);
    -- A constraint cannot read the clock: holds of others that have lapsed give back what they took.  Those that somebody is just using are let be: to wait
    -- for a row with this lock in hand could be to wait for somebody who waits for it.
    delete from app.slot_claims as c
    where c.claim_id in (
      select lapsed.claim_id
      from app.resources as r
      join app.resource_claims as rc on (rc.organization_id, rc.resource_id) = (r.organization_id, r.resource_id)
      join app.slot_claims as lapsed on (lapsed.claim_id, lapsed.organization_id) = (rc.claim_id, rc.organization_id)
      where (r.organization_id, r.kind) = (p_claim.organization_id, v_need.kind) and rc.blocked && p_claim.blocked and lapsed.expires_at <= app.now()
      for update of lapsed skip locked
    );
    insert into app.resource_claims (claim_id, organization_id, resource_id, practitioner_id, blocked)
    select p_claim.claim_id, p_claim.organization_id, free, p_claim.practitioner_id, p_claim.blocked
    from app.free_resources(p_claim, v_need.kind, v_present) as free
    limit v_need.quantity;
    get diagnostics v_taken = row_count;
    if v_taken < v_need.quantity then
      return false;
    end if;
  end loop;
  return true;
end;
$$;

comment on function app.take_resources(app.slot_claims) is
  'Gives the written claim the resources that its service needs now, instead of those it had; false when there are not enough, and then the caller undoes the claim.';
