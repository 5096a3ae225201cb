-- service_needs: how many of which kind a booking of a service takes.
--
-- Room:   resources
-- Owns:   app.service_needs
-- Reads:  app.services
-- Writes: app.services, app.audit_log
create table app.service_needs (
  service_id uuid not null,
  organization_id uuid not null,
  kind text not null,
  quantity integer not null default 1,

  constraint service_needs_pkey primary key (service_id, kind, organization_id),
  constraint service_needs_are_of_a_service foreign key (service_id, organization_id)
  references app.services (service_id, organization_id) on delete cascade,
  constraint service_needs_kind_is_a_word check (kind ~ '^[a-z0-9]+(_[a-z0-9]+)*$' and length(kind) <= 60),
  constraint service_needs_quantity_is_small check (quantity between 1 and 20)
);

comment on table app.service_needs is 'One slot of the service takes so many of each kind for its whole length, buffers included, whatever its seats.  Coming'
  ' bookings follow a change, or it is refused.';

create function private.derive_needs_resources()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_service_id uuid := coalesce(new.service_id, old.service_id);
begin
  update app.services as s
  set needs_resources = not s.needs_resources
  where s.service_id = v_service_id
    and s.needs_resources <> exists (select from app.service_needs as n where n.service_id = v_service_id);
  return null;
end;
$$;

comment on function private.derive_needs_resources() is 'Trigger: keeps services.needs_resources.  Definer, since nobody may write that column.';

create trigger _500_derive after insert or delete on app.service_needs
for each row execute function private.derive_needs_resources();

create trigger _900_audit after insert or update or delete on app.service_needs
for each row execute function private.audit_row('service_need', 'service_id');

alter table app.service_needs enable row level security;
