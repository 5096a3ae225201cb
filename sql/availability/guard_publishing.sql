-- guard_publishing: nobody publishes a suspended member; one's own profile is published once complete, where admins have not kept that (DR-1.2, DR-7.1).
--
-- Room:   availability
-- Reads:  app.organizations, app.members
-- Raises: PT403 not_allowed, PT409 illegal_transition
create function app.guard_publishing()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_missing text[];
begin
  if exists (
    select from app.members as m
    where (m.member_id, m.organization_id) = (new.member_id, new.organization_id) and m.suspended_at is not null
  ) then
    perform app.fail('illegal_transition', 'This member is suspended, and whoever is suspended is not offered to clients.', 'Reactivate the member first.');
  end if;
  if auth.uid() is null or new.organization_id = any (private.organizations_where('settings:write')) then
    return new;
  end if;
  if (select o.approve_practitioners from app.organizations as o where o.organization_id = new.organization_id) then
    perform app.fail('not_allowed', 'In this organization an admin publishes profiles.', 'Ask an admin of your organization.');
  end if;
  v_missing := app.practitioner_missing(new);
  if v_missing <> '{}' then
    perform app.fail(
      'illegal_transition', format('The profile is not complete: %s.', array_to_string(v_missing, ', ')), 'Complete it, or ask an admin to publish it as it is.'
    );
  end if;
  return new;
end;
$$;

comment on function app.guard_publishing() is 'Trigger: nobody publishes a suspended member; whoever is no admin publishes a complete profile only, and none where the organization approves them.';

create trigger _100_guard_publishing before update of published on app.practitioners
for each row when (new.published and not old.published) execute function app.guard_publishing();

create trigger _100_guard_publishing_at_once before insert on app.practitioners
for each row when (new.published) execute function app.guard_publishing();
