-- settle_after_change: when a practice asks for something else, who has answered everything is told anew.
--
-- Room:   onboarding
-- Writes: app.audit_log, app.client_assignments, app.clients
create function app.settle_after_change()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if (new.version, new.retired_at, new.required) is distinct from (old.version, old.retired_at, old.required) then
    perform app.settle_onboarding(new.organization_id, null);
  end if;
  return null;
end;
$$;

comment on function app.settle_after_change() is 'Trigger: a step that is published anew, retired, or no longer required changes who is pending.';

create trigger _500_settle after update on app.onboarding_steps
for each row execute function app.settle_after_change();
