-- permissions: the register of permissions, and what each role may do unless the organization decides otherwise.
--
-- Room: tenancy
-- Owns: app.permissions, app.role_permissions
create table app.permissions (
  permission text not null,
  description text not null,
  kept_by_admins boolean not null default false,
  for_support boolean not null default false,

  constraint permissions_pkey primary key (permission),
  constraint permissions_are_noun_colon_verb check (permission ~ '^[a-z]+:[a-z]+$' or permission = 'view_clients'),
  constraint permissions_are_described check (app.is_short_text(description, 300)),
  constraint permissions_of_support_only_read check (not for_support or permission like '%:read')
);

comment on table app.permissions is 'Everything that can be permitted: one row for each word that policies and verbs ask for.';
comment on column app.permissions.kept_by_admins is 'Whether no organization may withdraw it from its admins: without it nobody could give it back.';
comment on column app.permissions.for_support is
  'Whether the platform''s support has it while an organization lets support in.  Never what shows clients, bookings or notes, nor what changes anything.';

insert into app.permissions (permission, description, kept_by_admins, for_support) values
  ('members:read', 'See who works here, everybody''s profile, services and hours.', true, true),
  ('members:write', 'Invite, suspend and reactivate members, change their roles, and decide who supervises whom.', true, false),
  ('sessions:read', 'See the own bookings.', false, false),
  ('sessions:write', 'Book for clients, and change and cancel bookings.', false, false),
  ('sessions:manage', 'See every booking of the organization and, with sessions:write, change it.', false, false),
  ('sessions:overbook', 'Book outside the hours and on top of other bookings, on purpose.', false, false),
  ('availability:write', 'Change the own hours.', false, false),
  ('profile:write', 'Change the own profile.', false, false),
  ('view_clients', 'See the own clients: those assigned, and those who booked.', false, false),
  ('clients:manage', 'See all clients of the organization, change their details and assign them.', false, false),
  ('settings:read', 'See the organization''s settings.', true, true),
  ('settings:write', 'Change the organization, its services and profiles, and what each role may do.', true, false),
  ('audit:read', 'Read the audit log.', false, false),
  ('messages:read', 'See which mails were sent, without their recipients'' full addresses.', false, true),
  ('messages:write', 'Send a failed mail again.', false, false),
  ('webhooks:manage', 'Decide which other systems are told what happens.', false, false),
  ('notes:read', 'Read the private notes of the whole practice.', false, false),
  ('notes:write', 'Write notes about the own bookings.', false, false),
  ('reviews:manage', 'Hide reviews, and show them again.', false, false),
  ('conversations:write', 'Write to clients within the app.', false, false),
  ('insights:read', 'See the organization''s figures.', false, true),
  ('privacy:manage', 'Export and erase a client''s data, and decide how long data is kept.', false, false);

alter table app.permissions enable row level security;
create policy permissions_select_by_all on app.permissions for select to authenticated using (true);
grant select on app.permissions to authenticated;

create table app.role_permissions (
  role text not null,
  permission text not null,

  constraint role_permissions_pkey primary key (role, permission),
  constraint role_permissions_are_for_a_known_role check (role in ('practitioner', 'admin')),
  constraint role_permissions_name_a_permission foreign key (permission) references app.permissions (permission) on delete restrict
);

comment on table app.role_permissions is
  'What a role may do unless app.organization_permissions says otherwise.  sessions:write means the own bookings; sessions:manage those of the whole organization.';

create index role_permissions_by_permission on app.role_permissions (permission);

insert into app.role_permissions (role, permission) values
  ('practitioner', 'members:read'),
  ('practitioner', 'sessions:read'),
  ('practitioner', 'sessions:write'),
  ('practitioner', 'sessions:overbook'),
  ('practitioner', 'availability:write'),
  ('practitioner', 'profile:write'),
  ('practitioner', 'view_clients'),
  ('practitioner', 'notes:write'),
  ('practitioner', 'conversations:write'),
  ('admin', 'members:read'),
  ('admin', 'members:write'),
  ('admin', 'sessions:read'),
  ('admin', 'sessions:write'),
  ('admin', 'sessions:manage'),
  ('admin', 'sessions:overbook'),
  ('admin', 'availability:write'),
  ('admin', 'profile:write'),
  ('admin', 'view_clients'),
  ('admin', 'conversations:write'),
  ('admin', 'clients:manage'),
  ('admin', 'settings:read'),
  ('admin', 'settings:write'),
  ('admin', 'audit:read'),
  ('admin', 'insights:read'),
  ('admin', 'privacy:manage'),
  ('admin', 'messages:read'),
  ('admin', 'messages:write'),
  ('admin', 'notes:read'),
  ('admin', 'notes:write'),
  ('admin', 'webhooks:manage'),
  ('admin', 'reviews:manage');

alter table app.role_permissions enable row level security;
create policy role_permissions_select_by_all on app.role_permissions for select to authenticated using (true);
grant select on app.role_permissions to authenticated;
