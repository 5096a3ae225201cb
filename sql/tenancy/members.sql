-- members: users who work in an organization, and those who run the platform.
--
-- Room: tenancy
-- Owns: app.members, app.super_admins
create table app.members (
  member_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null,
  role text not null,
  email text not null,
  display_name text not null,
  suspended_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint members_pkey primary key (member_id, organization_id),
  constraint members_join_an_organization_once unique (user_id, organization_id),
  constraint members_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint members_have_a_known_role check (role in ('practitioner', 'admin')),
  constraint members_email_is_an_address check (app.is_email(email)),
  constraint members_have_a_name check (btrim(display_name) <> '' and length(display_name) <= 200 and display_name !~ '[[:cntrl:]]')
);

comment on table app.members is
  'Who works where, and as what.  Clients are not members: they are rows of clients.'
  '  user_id has no foreign key: the auth schema belongs to the platform, which may keep it elsewhere.';
comment on column app.members.suspended_at is 'Since when the member may do nothing, or null.';

create index members_by_organization on app.members (organization_id);

create trigger _900_audit after insert or update or delete on app.members
for each row execute function private.audit_row('member', 'member_id');

alter table app.members enable row level security;

create table app.super_admins (
  user_id uuid not null,
  created_at timestamptz not null default app.now(),

  constraint super_admins_pkey primary key (user_id)
);

comment on table app.super_admins is
  'Users who run the platform: they see that every organization is there, suspended ones too, and nothing else of it but what support_grants let them.'
  '  Named by the database''s administrator only.';

alter table app.super_admins enable row level security;
