-- client_assignments: which practitioner cares for which client.
--
-- Room: people
-- Owns: app.client_assignments
create table app.client_assignments (
  assignment_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  client_id uuid not null,
  practitioner_id uuid not null,
  assigned_at timestamptz not null default app.now(),
  ended_at timestamptz,

  constraint client_assignments_pkey primary key (assignment_id, organization_id),
  constraint client_assignments_name_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint client_assignments_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete restrict,
  constraint client_assignments_end_after_they_began check (ended_at >= assigned_at)
);

comment on table app.client_assignments is 'One open assignment per client; ended ones are its history.';

create unique index client_assignments_open_by_client on app.client_assignments (client_id, organization_id) where ended_at is null;
create index client_assignments_by_practitioner on app.client_assignments (practitioner_id, organization_id) where ended_at is null;

create trigger _900_audit after insert or update or delete on app.client_assignments
for each row execute function private.audit_row('client_assignment', 'client_id');

alter table app.client_assignments enable row level security;
