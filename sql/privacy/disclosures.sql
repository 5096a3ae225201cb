-- disclosures: who of the practice looked at what of a client, and when.
--
-- Room: privacy
-- Owns: app.disclosures
-- Writes: app.disclosures
create table app.disclosures (
  disclosure_id bigint generated always as identity,
  organization_id uuid not null,
  client_id uuid not null,
  user_id uuid not null,
  what text not null,
  hour timestamptz not null,
  at timestamptz not null default app.now(),

  constraint disclosures_pkey primary key (disclosure_id, organization_id),
  constraint disclosures_once_an_hour unique (client_id, organization_id, user_id, what, hour),
  constraint disclosures_know_what check (what in ('record', 'export'))
);

comment on table app.disclosures is
  'Append-only, and by ids: one row for each client, person, thing and hour.  Logged are the reads that open one client''s record; lists (schedule, bookings,'
  ' clients) are a day''s work and are not.  Notes and conversations have their reads in the audit log.  No foreign keys: it outlives what it speaks of.';
comment on column app.disclosures.what is 'record: the client''s page; export: everything about the client, handed out.';

create index disclosures_by_organization_at on app.disclosures (organization_id, at);

create trigger _100_append_only before update or delete or truncate on app.disclosures
for each statement execute function app.audit_log_is_append_only();
alter table app.disclosures enable always trigger _100_append_only;

alter table app.disclosures enable row level security;

create function app.note_disclosure(p_organization_id uuid, p_client_id uuid, p_user_id uuid, p_what text)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.disclosures (organization_id, client_id, user_id, what, hour)
  values (p_organization_id, p_client_id, p_user_id, p_what, date_trunc('hour', app.now(), 'UTC'))
  on conflict do nothing;
$$;

comment on function app.note_disclosure(uuid, uuid, uuid, text) is 'Notes that somebody saw something of a client, at most once an hour.';

insert into app.personal_data (table_name, found_by, exported_from, left_out, erasure, replacement, because) values
  ('disclosures', 't.client_id = p.client_id', 'app.disclosures', '{hour}', 'keep', null, 'Who looked, by ids: the answer to a complaint that may come later.');
