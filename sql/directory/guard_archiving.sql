-- guard_archiving: profiles are archived and brought back by admins (DR-7.1).
--
-- Room:   directory
-- Raises: PT403 not_allowed
create function app.guard_archiving()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if auth.uid() is not null and new.organization_id <> all (private.organizations_where('settings:write')) then
    perform app.fail('not_allowed', 'Profiles are archived and brought back by an admin.', 'Ask an admin of your organization.');
  end if;
  return new;
end;
$$;

comment on function app.guard_archiving() is 'Trigger: whoever writes the own profile neither archives it nor brings it back.';

create trigger _100_guard_archiving before update of archived_at on app.practitioners
for each row when (new.archived_at is distinct from old.archived_at) execute function app.guard_archiving();
