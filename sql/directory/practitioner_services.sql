-- practitioner_services: who offers what.
--
-- Room: directory
-- Owns: app.practitioner_services
create table app.practitioner_services (
  practitioner_id uuid not null,
  service_id uuid not null,
  organization_id uuid not null,
  active boolean not null default true,
  created_at timestamptz not null default app.now(),

  constraint practitioner_services_pkey primary key (practitioner_id, service_id, organization_id),
  constraint practitioner_services_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint practitioner_services_name_a_service foreign key (service_id, organization_id)
  references app.services (service_id, organization_id) on delete cascade
);

comment on table app.practitioner_services is 'Switched off by active, not deleted: bookings refer to it.';
create index practitioner_services_by_service on app.practitioner_services (service_id, organization_id);

create trigger _900_audit after insert or update or delete on app.practitioner_services
for each row execute function private.audit_row('practitioner_service', 'service_id');

alter table app.practitioner_services enable row level security;
