-- hide_suspended: whoever is suspended is not offered to clients.
--
-- Room:   directory
-- Writes: app.practitioners, app.audit_log
-- Locks:  the profile
create function private.hide_suspended()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  -- Whoever is just publishing it is waited for, and whoever comes after finds the suspension (guard_publishing).
  perform from app.practitioners as p where (p.member_id, p.organization_id) = (new.member_id, new.organization_id) for no key update;
  update app.practitioners as p
  set published = false
  where (p.member_id, p.organization_id) = (new.member_id, new.organization_id) and p.published;
  return null;
end;
$$;

comment on function private.hide_suspended() is
  'Trigger: the profile of a suspended member is no longer published, and stays so when the suspension ends.  Definer, since members are written by verbs of a room above.';

create trigger _500_hide after update of suspended_at on app.members
for each row when (new.suspended_at is not null and old.suspended_at is null) execute function private.hide_suspended();
