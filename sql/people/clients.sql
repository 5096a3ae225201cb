-- clients: those who book, as an organization knows them.
--
-- Room:   people
-- Owns:   app.clients
-- Raises: PT403 not_allowed
create table app.clients (
  client_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid,
  name text not null,
  email text not null,
  phone text not null,
  time_zone text not null,
  locale text not null default 'en-CA',
  onboarding_status text not null default 'pending',
  archived_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint clients_pkey primary key (client_id, organization_id),
  constraint clients_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint clients_have_a_name check (btrim(name) <> '' and length(name) <= 200),
  constraint clients_email_is_an_address_in_lower_case check (app.is_email(email) and email = lower(email)),
  constraint clients_time_zone_exists foreign key (time_zone) references app.time_zones (name) on delete restrict,
  constraint clients_locale_is_bcp_47 check (locale ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
  constraint clients_onboarding_status_is_known check (onboarding_status in ('pending', 'complete'))
);

comment on table app.clients is
  'A client of one organization.  Archived, never erased by mistake.  What a visitor types never overwrites a row: bookings keep what was typed.'
  '  A person who books first without and then with an account is two clients, until the person proves to be both: see merged_clients.';
comment on column app.clients.user_id is 'The account that the client signs in with, or null: clients need none.';
comment on column app.clients.onboarding_status is 'Whether everything that the organization requires of new clients is answered; of those with an account.  Kept by triggers of onboarding.';
comment on column app.clients.archived_at is 'Since when the client is no longer one; the same address or account makes a new row then.';

create unique index clients_by_email on app.clients (organization_id, email) where archived_at is null and user_id is null;
-- For whoever proves an address: in which organizations it was given without an account.
create index clients_without_account on app.clients (email) where user_id is null;
create unique index clients_by_user on app.clients (user_id, organization_id) where archived_at is null;

create trigger _900_audit after insert or update or delete on app.clients
for each row execute function private.audit_row('client', 'client_id');

create function app.clients_are_never_deleted()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.fail('not_allowed', 'Clients are archived, not deleted.', 'Set archived_at instead.');
  return null;
end;
$$;

comment on function app.clients_are_never_deleted() is 'Trigger: refuses every delete.';
create trigger _100_never_deleted before delete on app.clients
for each row execute function app.clients_are_never_deleted();

alter table app.clients enable row level security;
