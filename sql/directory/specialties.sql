-- specialties: an organization's taxonomy, and which practitioner has which.
--
-- Room: directory
-- Owns: app.specialties, app.practitioner_specialties
create table app.specialties (
  specialty_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  slug text not null,
  name text not null,

  constraint specialties_pkey primary key (specialty_id, organization_id),
  constraint specialties_slug_is_unique unique (organization_id, slug),
  constraint specialties_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint specialties_slug_fits_a_url check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  constraint specialties_have_a_name check (btrim(name) <> '' and length(name) <= 200)
);

comment on table app.specialties is 'What the practitioners of an organization can be searched by.';

create trigger _900_audit after insert or update or delete on app.specialties
for each row execute function private.audit_row('specialty', 'specialty_id');

alter table app.specialties enable row level security;

create table app.practitioner_specialties (
  practitioner_id uuid not null,
  specialty_id uuid not null,
  organization_id uuid not null,

  constraint practitioner_specialties_pkey primary key (practitioner_id, specialty_id, organization_id),
  constraint practitioner_specialties_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint practitioner_specialties_name_a_specialty foreign key (specialty_id, organization_id)
  references app.specialties (specialty_id, organization_id) on delete cascade
);

create trigger _900_audit after insert or delete on app.practitioner_specialties
for each row execute function private.audit_row('practitioner_specialty', 'specialty_id');

comment on table app.practitioner_specialties is 'Which practitioner has which specialty.';
create index practitioner_specialties_by_specialty on app.practitioner_specialties (specialty_id, organization_id);
alter table app.practitioner_specialties enable row level security;
