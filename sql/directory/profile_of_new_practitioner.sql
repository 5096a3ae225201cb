-- profile_of_new_practitioner: a member who joins as practitioner has a profile to complete.
--
-- Room:   directory
-- Reads:  app.organizations
-- Writes: app.practitioners, app.audit_log
create function private.profile_of_new_practitioner()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  insert into app.practitioners (organization_id, member_id, slug, display_name, time_zone, locale)
  select new.organization_id, new.member_id, 'practitioner-' || substr(new.member_id::text, 1, 8), new.display_name, o.time_zone, o.locale
  from app.organizations as o
  where o.organization_id = new.organization_id
  on conflict do nothing;
  return null;
end;
$$;

comment on function private.profile_of_new_practitioner() is
  'Trigger: an unpublished profile in the organization''s time zone.  Definer, since members are written by verbs of a room above.';

create trigger _500_profile after insert or update of role on app.members
for each row when (new.role = 'practitioner') execute function private.profile_of_new_practitioner();
