-- calendar_feeds: private addresses at which a calendar reads a practitioner's bookings.
--
-- Room: calendars
-- Owns: app.calendar_feeds
create table app.calendar_feeds (
  feed_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  token_hash bytea not null,
  detail boolean not null,
  created_by uuid not null,
  created_at timestamptz not null default app.now(),
  revoked_at timestamptz,
  last_read_at timestamptz,
  version text,
  changed_at timestamptz,

  constraint calendar_feeds_pkey primary key (feed_id, organization_id),
  constraint calendar_feeds_are_of_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint calendar_feeds_keep_only_a_sha256 check (octet_length(token_hash) = 32),
  constraint calendar_feeds_version_says_since_when check ((version is null) = (changed_at is null))
);

comment on table app.calendar_feeds is
  'Who has the address reads the practitioner''s coming and recent bookings, until it is revoked or whoever made it may no longer read them.  The address'' secret'
  ' is shown once; its SHA-256 is kept.';
comment on column app.calendar_feeds.detail is 'Whether services and clients are named; without effect while the organization is discreet.';
comment on column app.calendar_feeds.created_by is 'The user who made it, and whose right to read these bookings it lives by.';
comment on column app.calendar_feeds.last_read_at is 'To the hour, so that polling calendars write once an hour.';
comment on column app.calendar_feeds.version is 'Of what was last read; changed_at says since when, for HTTP''s Last-Modified.';

create unique index calendar_feeds_by_token on app.calendar_feeds (token_hash);
create index calendar_feeds_by_practitioner on app.calendar_feeds (practitioner_id, organization_id);

alter table app.calendar_feeds enable row level security;
create policy calendar_feeds_select_by_admin_or_self on app.calendar_feeds for select to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('sessions:read'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);

create view api.calendar_feeds with (security_invoker = true) as
select f.feed_id, f.organization_id, f.practitioner_id, f.detail, f.created_by, f.created_at, f.last_read_at, f.revoked_at
from app.calendar_feeds as f;

comment on view api.calendar_feeds is
  'The calendar feeds of the caller''s own practice, of the whole organization for its admins.  The address is not here: create_calendar_feed shows it once.';
grant select (feed_id, organization_id, practitioner_id, detail, created_by, created_at, last_read_at, revoked_at)
on app.calendar_feeds to authenticated, service_role;
grant select on api.calendar_feeds to authenticated, service_role;
