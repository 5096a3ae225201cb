-- retention_kinds: what is kept for how long, and how long the law wants it kept.
--
-- Room: privacy
-- Owns: app.retention_kinds, app.retention_periods, app.retention_switches
create table app.retention_kinds (
  kind text not null,
  meaning text not null,
  default_days integer not null,
  floor_days integer not null default 1,
  floor_profiles text[] not null default '{}',
  source text,

  constraint retention_kinds_pkey primary key (kind),
  constraint retention_kinds_are_kept_for_a_while check (default_days >= floor_days and floor_days > 0),
  constraint retention_kinds_name_the_source_of_a_floor check ((floor_days > 1) = (source is not null))
);

comment on table app.retention_kinds is 'One row for each kind of data that ends.  Where a law wants it kept, no organization of these profiles may keep it for less.';
comment on column app.retention_kinds.floor_profiles is 'The kinds of organization that the floor is for; empty: all.';

insert into app.retention_kinds (kind, meaning, default_days, floor_days, floor_profiles, source) values
  ('messages', 'Mails that were sent or given up: what they were about and how they ended.', 365, 1, '{}', null),
  ('wishes', 'Wishes of the waitlist that ended, with the details given for them.', 365, 1, '{}', null),
  ('practice', 'What was said in practice rooms and thought of it, their titles, and times offered that nobody took; who practised with whom and when stays.', 730, 1, '{}', null),
  ('audit_words', 'What the audit log says of persons; its entries stay.', 3653, 730, '{}',
    'Breach of Security Safeguards Regulations (SOR/2018-64), s. 6: records of breaches are kept for 24 months.'),
  ('clients', 'Clients who were last seen so long ago, with notes, answers and conversations: they are erased.', 3653, 3653, '{therapy,medical}',
    'O. Reg. 114/94 (Medicine Act, 1991), s. 19: 10 years after the last entry; CRPO Professional Practice Standard 5.6: the same for psychotherapy.'
    '  Of minors: 10 years after they turn 18, which no date here tells: place a legal hold.');

alter table app.retention_kinds enable row level security;
create policy retention_kinds_select_by_all on app.retention_kinds for select to authenticated using (true);
grant select on app.retention_kinds to authenticated, service_role;

create table app.retention_periods (
  organization_id uuid not null,
  kind text not null,
  keep_days integer not null,

  constraint retention_periods_pkey primary key (organization_id, kind),
  constraint retention_periods_are_of_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint retention_periods_are_of_a_kind foreign key (kind) references app.retention_kinds (kind) on delete restrict,
  constraint retention_periods_are_sane check (keep_days between 1 and 36525)
);

comment on table app.retention_periods is 'Where an organization keeps something for another time than the default.';
create index retention_periods_by_kind on app.retention_periods (kind);
create trigger _900_audit after insert or update or delete on app.retention_periods
for each row execute function private.audit_row('retention_period', 'kind');

alter table app.retention_periods enable row level security;
create policy retention_periods_select_by_admin on app.retention_periods for select to authenticated
using (organization_id = any ((select private.organizations_where('privacy:manage'))::uuid[]));
grant select on app.retention_periods to authenticated, service_role;

create table app.retention_switches (
  organization_id uuid not null,
  switched_on_at timestamptz not null default app.now(),
  switched_on_by text not null default app.actor(),
  applied_at timestamptz,

  constraint retention_switches_pkey primary key (organization_id),
  constraint retention_switches_are_of_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade
);

comment on table app.retention_switches is 'Organizations in which what is too old goes.  Without a row nothing goes by itself.';
alter table app.retention_switches enable row level security;
create policy retention_switches_select_by_admin on app.retention_switches for select to authenticated
using (organization_id = any ((select private.organizations_where('privacy:manage'))::uuid[]));
grant select on app.retention_switches to authenticated, service_role;
insert into app.personal_data (table_name, erasure, because) values ('retention_switches', 'keep', 'Who of the practice switched retention on.');
