-- waitlist_releases: times that came free while nobody could look who waits for them.
--
-- Room: waitlist
-- Owns: app.waitlist_releases
create table app.waitlist_releases (
  release_id bigint not null generated always as identity,
  organization_id uuid not null,
  practitioner_id uuid not null,
  span tstzrange not null,

  constraint waitlist_releases_pkey primary key (release_id, organization_id),
  constraint waitlist_releases_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade
);

comment on table app.waitlist_releases is
  'Left to the next tick: whoever frees time without the practitioner''s lock must not wait for it (it might deadlock), and one transaction makes twenty offers'
  ' at most.  Nearly always empty.';
create index waitlist_releases_by_practitioner on app.waitlist_releases (practitioner_id, organization_id);
alter table app.waitlist_releases enable row level security;
