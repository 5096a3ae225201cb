-- directory_entries: what can be read of a practitioner, gathered for searching.
--
-- Room: search
-- Owns: app.directory_entries
create table app.directory_entries (
  practitioner_id uuid not null,
  organization_id uuid not null,
  name text not null,
  location text not null,
  words tsvector not null,

  constraint directory_entries_pkey primary key (practitioner_id, organization_id),
  constraint directory_entries_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade on update cascade
);

comment on table app.directory_entries is
  'One row for each practitioner, published or not, derived by triggers in the transaction of the change.  Says what matches, never who may be shown:'
  ' that is asked of the tables themselves at each search.';
comment on column app.directory_entries.name is 'In plain text, for names that were misspelt.';
comment on column app.directory_entries.location is 'In plain text.';
comment on column app.directory_entries.words is 'A: name; B: specialties and services; C: location and organization; D: bio.';

create index directory_entries_by_words on app.directory_entries using gin (words);
create index directory_entries_by_name on app.directory_entries using gin (name extensions.gin_trgm_ops);

alter table app.directory_entries enable row level security;
