-- consents: who agreed to what, when, and until when.
--
-- Room:   onboarding
-- Owns:   app.consents
-- Raises: PT403 not_allowed
create table app.consents (
  consent_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  client_id uuid not null,
  step_id uuid not null,
  version integer not null,
  given_at timestamptz not null default app.now(),
  actor text not null default app.actor(),
  withdrawn_at timestamptz,
  withdrawn_by text,

  constraint consents_pkey primary key (consent_id, organization_id),
  constraint consents_are_a_clients foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint consents_are_to_a_text foreign key (step_id, organization_id, version)
  references app.onboarding_versions (step_id, organization_id, version) on delete restrict,
  constraint consents_are_withdrawn_after_they_were_given check (withdrawn_at >= given_at),
  constraint consents_say_who_withdrew_them check ((withdrawn_at is null) = (withdrawn_by is null))
);

comment on table app.consents is
  'The history of consents, and of documents accepted: one row for each time a client agreed to a version of a text.  A row changes once, when it is withdrawn.';
comment on column app.consents.actor is 'Who agreed, in the words of the audit log.';

create unique index consents_standing_by_client on app.consents (client_id, step_id, version, organization_id) where withdrawn_at is null;
create index consents_by_client on app.consents (client_id, organization_id);
create index consents_by_version on app.consents (step_id, organization_id, version);

create trigger _900_audit after insert or update or delete on app.consents
for each row execute function private.audit_row('consent', 'consent_id');

create function app.guard_consent()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if old.withdrawn_at is not null
    or (new.consent_id, new.organization_id, new.step_id, new.version, new.given_at, new.actor)
      is distinct from (old.consent_id, old.organization_id, old.step_id, old.version, old.given_at, old.actor) then
    perform app.fail('not_allowed', 'What was agreed to, and when, is not rewritten.', 'Withdraw the consent, or ask for a new one.');
  end if;
  return new;
end;
$$;

comment on function app.guard_consent() is
  'Trigger: a consent is withdrawn once and otherwise stays as it was given; that its client turned out to be another row of the same person may be set right.';

create trigger _100_guard before update on app.consents
for each row execute function app.guard_consent();

alter table app.consents enable row level security;
