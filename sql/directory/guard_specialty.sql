-- guard_specialty: what a practitioner is found by is not deleted.
--
-- Room:   directory
-- Reads:  app.organizations, app.practitioner_specialties
-- Raises: PT409 rule_in_use
create function app.guard_specialty()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- With its organization it may go.
  if exists (
    select from app.practitioner_specialties as ps
    where (ps.specialty_id, ps.organization_id) = (old.specialty_id, old.organization_id)
  ) and exists (select from app.organizations as o where o.organization_id = old.organization_id) then
    perform app.fail('rule_in_use', format('Practitioners still have “%s”.', old.name), 'Take it from them first, or rename it.');
  end if;
  return old;
end;
$$;

comment on function app.guard_specialty() is 'Trigger: refuses to delete a specialty that practitioners have.';

create trigger _100_guard_use before delete on app.specialties
for each row execute function app.guard_specialty();
