-- guard_resource: a room does not vanish under bookings.
--
-- Room:   bookings
-- Reads:  app.bookings, app.practitioners, app.resource_claims, app.slot_claims
-- Locks:  the organization's resources
-- Raises: PT409 rule_in_use
create function private.guard_resource()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_stranded text;
begin
  perform app.lock_resources(old.organization_id);
  select string_agg(format('%s on %s', coalesce(b.reference, 'a time held'), to_char(lower(c.slot) at time zone p.time_zone, 'YYYY-MM-DD HH24:MI')), ', ' order by c.slot)
  into v_stranded
  from app.resource_claims as rc
  join app.slot_claims as c on (c.claim_id, c.organization_id) = (rc.claim_id, rc.organization_id)
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (c.practitioner_id, c.organization_id)
  left join app.bookings as b on (b.claim_id, b.organization_id) = (c.claim_id, c.organization_id)
  where (rc.organization_id, rc.resource_id) = (old.organization_id, old.resource_id)
    and upper(c.slot) > app.now() and (c.expires_at is null or c.expires_at > app.now());
  if v_stranded is not null then
    perform app.fail('rule_in_use', format('“%s” is booked: %s.', old.name, v_stranded), 'Move or cancel these bookings first; what is only held comes free within minutes.');
  end if;
  return new;
end;
$$;

comment on function private.guard_resource() is 'Trigger: refuses to archive a resource, or make another kind of it, while coming bookings or holds have it.'
  '  Definer, since claims are no role''s to read.';

create trigger _100_guard before update of kind, archived_at on app.resources
for each row when (new.kind <> old.kind or new.archived_at is not null and old.archived_at is null) execute function private.guard_resource();
