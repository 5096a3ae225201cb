-- guard_needs: when a service needs something else, its coming bookings get that too, or the change is refused.
--
-- Room:   bookings
-- Reads:  app.bookings, app.services, app.slot_claims
-- Writes: app.resource_claims, app.slot_claims
-- Locks:  the practitioners who offer the service, the organization's resources, then the claims of the service
-- Raises: PT409 rule_in_use
create function private.guard_needs()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_need app.service_needs := coalesce(new, old);
  v_claim app.slot_claims;
  v_stranded text[] := '{}';
begin
  perform app.lock_practitioners_of_service(v_need.service_id);
  perform app.lock_resources(v_need.organization_id);
  for v_claim in
    select c.*
    from app.slot_claims as c
    join app.services as s on s.service_number = c.service_number
    where (s.service_id, s.organization_id) = (v_need.service_id, v_need.organization_id)
      and c.organization_id = v_need.organization_id and upper(c.slot) > app.now() and (c.expires_at is null or c.expires_at > app.now())
    order by lower(c.slot), c.claim_id
    for update of c
  loop
    if not app.take_resources(v_claim) then
      v_stranded := v_stranded || format('%s on %s', coalesce(
        (select b.reference from app.bookings as b where (b.claim_id, b.organization_id) = (v_claim.claim_id, v_claim.organization_id)), 'a time held'
      ), to_char(lower(v_claim.slot) at time zone (
        select p.time_zone from app.practitioners as p where p.practitioner_id = v_claim.practitioner_id
      ), 'YYYY-MM-DD HH24:MI'));
    end if;
  end loop;
  if v_stranded <> '{}' then
    perform app.fail(
      'rule_in_use', format('Not enough of the kind “%s” is free for coming bookings: %s.', v_need.kind, array_to_string(v_stranded, ', ')),
      'Add more of that kind, or move or cancel these bookings first.'
    );
  end if;
  return null;
end;
$$;

comment on function private.guard_needs() is
  'Trigger, after a change of what a service needs: coming bookings and holds get it in the order of their times, or give back what is no longer needed.  Refused when one'
  ' cannot, naming it.  Definer, since claims are no role''s to write.';

create trigger _200_guard after insert or update of quantity or delete on app.service_needs
for each row execute function private.guard_needs();
