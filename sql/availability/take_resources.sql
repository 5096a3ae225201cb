-- take_resources: a claim gets all that its service needs, or is not made.
--
-- Room:   availability
-- Reads:  app.service_needs, app.resources, app.resource_claims, app.slot_claims
-- Writes: app.resource_claims, app.slot_claims
-- Locks:  the kinds of resources, in order
create function app.lock_resources(p_organization_id uuid, p_kind text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(p_organization_id::text || ' ' || p_kind, 2));
end;
$$;

comment on function app.lock_resources(uuid, text) is
  'One at a time for whoever wants a thing of this kind, until the end of the transaction.  Keeps the peace, as app.lock_practitioner does, which is taken before.';

create function app.free_resources(p_claim app.slot_claims, p_kind text)
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
      join app.slot_claims as c on (c.claim_id, c.organization_id) = (mine.claim_id, mine.organization_id)
      where mine.resource_id = r.resource_id and c.practitioner_id = p_claim.practitioner_id and c.slot_key = p_claim.slot_key
    ) as has
  ) as session
  where r.organization_id = p_claim.organization_id and r.kind = p_kind and (r.archived_at is null or session.has)
    and not exists (
      select from app.resource_claims as taken
      where (taken.organization_id, taken.resource_id) = (r.organization_id, r.resource_id)
        and taken.practitioner_id <> p_claim.practitioner_id and taken.blocked && p_claim.blocked
    )
  -- The seats of one session share what the first one took.
  order by session.has desc, r.name;
$$;

comment on function app.free_resources(app.slot_claims, text) is 'The resources of a kind that nobody else has during the claim, those of the same session first.';

create function app.take_resources(p_claim app.slot_claims)
returns boolean
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_need record;
  v_taken integer;
begin
  delete from app.resource_claims as rc where (rc.claim_id, rc.organization_id) = (p_claim.claim_id, p_claim.organization_id);
  for v_need in
    select n.kind, n.quantity
    from app.service_needs as n
    join app.services as s on (s.service_id, s.organization_id) = (n.service_id, n.organization_id)
    where s.service_number = p_claim.service_number
    order by n.kind
  loop
    perform app.lock_resources(p_claim.organization_id, v_need.kind);
    -- A constraint cannot read the clock: holds of others that have lapsed give back what they took.
    delete from app.slot_claims as c
    where c.claim_id in (
      select lapsed.claim_id
      from app.resource_claims as rc
      join app.resources as r on (r.resource_id, r.organization_id) = (rc.resource_id, rc.organization_id)
      join app.slot_claims as lapsed on (lapsed.claim_id, lapsed.organization_id) = (rc.claim_id, rc.organization_id)
      where (r.organization_id, r.kind) = (p_claim.organization_id, v_need.kind) and rc.blocked && p_claim.blocked and lapsed.expires_at <= app.now()
      for update of lapsed skip locked
    );
    insert into app.resource_claims (claim_id, organization_id, resource_id, practitioner_id, blocked)
    select p_claim.claim_id, p_claim.organization_id, free, p_claim.practitioner_id, p_claim.blocked
    from app.free_resources(p_claim, v_need.kind) as free
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
  'Gives the written claim the resources that its service needs; false when there are not enough, and then the caller undoes the claim.';
