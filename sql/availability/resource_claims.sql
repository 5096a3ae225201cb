-- resource_claims: which claim has which room or thing.
--
-- Room: availability
-- Owns: app.resource_claims
create table app.resource_claims (
  claim_id bigint not null,
  organization_id uuid not null,
  resource_id uuid not null,
  practitioner_id uuid not null,
  blocked tstzrange not null,

  constraint resource_claims_pkey primary key (claim_id, resource_id, organization_id),
  constraint resource_claims_are_of_a_claim foreign key (claim_id, organization_id)
  references app.slot_claims (claim_id, organization_id) on delete cascade,
  constraint resource_claims_name_a_resource foreign key (resource_id, organization_id)
  references app.resources (resource_id, organization_id) on delete restrict,
  -- The promise.  Two practitioners never have the same thing at once.  One practitioner's slots are kept apart by slot_claims_never_overlap, so that all
  -- seats of one session may share a room.
  constraint resource_claims_never_overlap exclude using gist (
    organization_id with =, resource_id with =, practitioner_id with <>, blocked with &&
  )
);

comment on table app.resource_claims is 'Lives and dies with its claim, hold or booking alike.  Locks: the practitioner, then app.lock_resources, then this table.';
comment on column app.resource_claims.blocked is 'Of the claim: the slot with the service''s buffers.';

create index resource_claims_by_resource on app.resource_claims (resource_id);

alter table app.resource_claims enable row level security;
