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
  assigned_by uuid default auth.uid(),
  reason text,
  ended_at timestamptz,
  ended_by uuid,
  end_reason text,

  constraint client_assignments_pkey primary key (assignment_id, organization_id),
  constraint client_assignments_name_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint client_assignments_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete restrict,
  constraint client_assignments_end_after_they_began check (ended_at >= assigned_at),
  constraint client_assignments_reasons_are_short check (app.is_short_text(reason, 500) and app.is_short_text(end_reason, 500)),
  constraint client_assignments_say_who_ended_them_once_ended check (ended_at is not null or num_nonnulls(ended_by, end_reason) = 0)
);

comment on table app.client_assignments is 'One open assignment per client; ended ones are its history.';
comment on column app.client_assignments.assigned_by is 'The account that asked for it, or null: the service, or the database''s administrator.';
comment on column app.client_assignments.reason is 'Why the client came to this practitioner; for members only.';
comment on column app.client_assignments.end_reason is 'Why it ended; for members only.';

create unique index client_assignments_open_by_client on app.client_assignments (client_id, organization_id) where ended_at is null;
create index client_assignments_by_practitioner on app.client_assignments (practitioner_id, organization_id) where ended_at is null;

create index client_assignments_by_client on app.client_assignments (client_id, organization_id);

create trigger _900_audit after insert or update or delete on app.client_assignments
for each row execute function private.audit_row('client_assignment', 'client_id');

alter table app.client_assignments enable row level security;
