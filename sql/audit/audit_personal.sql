-- audit_personal: what the audit log's entries say of persons, which can be erased while the entries stay.
--
-- Room: audit
-- Owns: app.audit_personal
create table app.audit_personal (
  entry_id bigint not null,
  organization_id uuid not null,
  client_id uuid,
  email text,
  actor text,
  before jsonb,
  after jsonb,
  salt uuid not null default gen_random_uuid(),

  constraint audit_personal_pkey primary key (entry_id, organization_id)
);

comment on table app.audit_personal is
  'The other half of those entries of app.audit_log that speak of a person: the words, where the entry has the ids, times, figures and states.  Written with the'
  ' entry, never changed; erasure deletes it, and the entry stays as it is.  audit_log.personal_digest proves that it is the half that was written.'
  '  No foreign key: an entry is written for each step of a booking.';
comment on column app.audit_personal.client_id is 'The client spoken of, where the row says so.';
comment on column app.audit_personal.email is 'The address spoken of, where no client is named: in lower case.';
comment on column app.audit_personal.actor is 'client:<email>, where that acted; the entry says client:withheld.';
comment on column app.audit_personal.before is 'What of the row before the entry leaves out.';
comment on column app.audit_personal.salt is 'Goes into the digest, so that what was erased cannot be guessed from it.';

create index audit_personal_by_client on app.audit_personal (client_id, organization_id) where client_id is not null;
create index audit_personal_by_email on app.audit_personal (email, organization_id) where email is not null;
create index audit_personal_by_actor on app.audit_personal (actor, organization_id) where actor is not null;

create trigger _100_append_only before update or truncate on app.audit_personal
for each statement execute function app.audit_log_is_append_only();
-- Also when triggers are off for replication.
alter table app.audit_personal enable always trigger _100_append_only;

alter table app.audit_personal enable row level security;
