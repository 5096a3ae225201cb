-- settle_on_joining: where nothing is asked of new clients, nobody waits for steps that do not exist (CP-6.7).
--
-- Room:  onboarding
-- Locks: the organization's onboarding
create function app.settle_on_joining()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- Before the row is there: who changes the steps at this moment either waits for it, or is waited for.
  perform app.lock_onboarding(new.organization_id, false);
  new.onboarding_status := case when app.onboarding_is_open(new.client_id, new.organization_id) then 'pending' else 'complete' end;
  return new;
end;
$$;

comment on function app.settle_on_joining() is 'Trigger: a client with an account begins as pending where something required is open, else as complete.';

create trigger _500_settle_on_insert before insert on app.clients
for each row when (new.user_id is not null and new.archived_at is null)
execute function app.settle_on_joining();
create trigger _500_settle_on_adoption before update of user_id on app.clients
for each row when (new.user_id is not null and old.user_id is distinct from new.user_id and new.archived_at is null)
execute function app.settle_on_joining();
