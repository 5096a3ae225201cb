-- resources: rooms and equipment, of which there are only so many.
--
-- Room: resources
-- Owns: app.resources
create table app.resources (
  resource_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  kind text not null,
  name text not null,
  archived_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint resources_pkey primary key (resource_id, organization_id),
  constraint resources_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint resources_name_is_unique_within_the_kind unique (organization_id, kind, name),
  constraint resources_kind_is_a_word check (kind ~ '^[a-z0-9]+(_[a-z0-9]+)*$' and length(kind) <= 60),
  constraint resources_have_a_name check (btrim(name) <> '' and length(name) <= 200 and name !~ '[[:cntrl:]]')
);

comment on table app.resources is 'What a booking may need beside the practitioner.  Those of one kind stand for each other; a thing without its like is a kind of its own.';
comment on column app.resources.kind is 'Such as room, large_room or projector: what a service says that it needs.';
comment on column app.resources.archived_at is 'Since when it is no longer given to new bookings, or null.';

create trigger _900_audit after insert or update or delete on app.resources
for each row execute function private.audit_row('resource', 'resource_id');

alter table app.resources enable row level security;
