-- guard_billing_code: what a service is billed by fits it, so that no client is ever refused for it.
--
-- Room:   directory
-- Reads:  app.billing_codes, app.organization_billing_codes, app.organizations, app.services
-- Raises: PT400 invalid_argument, PT409 rule_in_use
create function private.guard_billing_code()
returns trigger
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform app.billing_of(new.organization_id, new.billing_code, new.billing_place, new.duration_minutes, new.capacity, null);
  return new;
end;
$$;

comment on function private.guard_billing_code() is 'Trigger: refuses a code that the organization does not have, or that does not fit length, seats or place.'
  '  Definer, since codes are not every writer''s to read.';

create trigger _100_guard_billing_code before insert or update of billing_code, billing_place, duration_minutes, capacity on app.services
for each row when (new.billing_code is not null) execute function private.guard_billing_code();

create function private.guard_billed_services()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_service app.services;
  v_reason text;
begin
  for v_service in
    select s.* from app.services as s
    where s.organization_id = coalesce(new.organization_id, old.organization_id) and s.billing_code is not null and s.archived_at is null
  loop
    begin
      perform app.billing_of(
        v_service.organization_id, v_service.billing_code, v_service.billing_place, v_service.duration_minutes, v_service.capacity, null
      );
    exception when sqlstate 'PT400' then
      get stacked diagnostics v_reason = pg_exception_detail;
      perform app.fail('rule_in_use', format('“%s” could no longer be billed. %s', v_service.name, v_reason), 'Change the service first.');
    end;
  end loop;
  return null;
end;
$$;

comment on function private.guard_billed_services() is 'Trigger: refuses a change of codes or of rounding under which a service could not be billed.  Definer,'
  ' as above; volatile, to see the change.';

create trigger _200_guard_billed_services after insert or update or delete on app.organization_billing_codes
for each row execute function private.guard_billed_services();

create trigger _200_guard_billed_services after update of eight_minute_rule on app.organizations
for each row when (new.eight_minute_rule <> old.eight_minute_rule) execute function private.guard_billed_services();
