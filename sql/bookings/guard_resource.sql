-- guard_resource: a room does not vanish under bookings.
--
-- Room:   bookings
-- Reads:  app.bookings, app.resource_claims
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
  select string_agg(format('%s on %s', b.reference, to_char(b.starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')), ', ' order by b.starts_at)
  into v_stranded
  from app.resource_claims as rc
  join app.bookings as b on (b.claim_id, b.organization_id) = (rc.claim_id, rc.organization_id)
  where (rc.organization_id, rc.resource_id) = (old.organization_id, old.resource_id) and b.ends_at > app.now();
  if v_stranded is not null then
    perform app.fail('rule_in_use', format('“%s” is booked: %s.', old.name, v_stranded), 'Move or cancel these bookings first.');
  end if;
  return new;
end;
$$;

comment on function private.guard_resource() is 'Trigger: refuses to archive a resource, or make another kind of it, while coming bookings have it.  Definer, since claims are no role''s to read.';

create trigger _100_guard before update of kind, archived_at on app.resources
for each row when (new.kind <> old.kind or new.archived_at is not null and old.archived_at is null) execute function private.guard_resource();
