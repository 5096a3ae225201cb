-- calendar_connections: members' own calendars elsewhere, and what lets us into them, sealed.
--
-- Room: connections
-- Owns: app.calendar_connections
create table app.calendar_connections (
  connection_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null,
  provider text not null,
  account text not null,
  status text not null default 'connected',
  calendar_id text,
  calendar_name text,
  scopes text[] not null default '{}',
  sealed text,
  data_key_id uuid,
  on_unreachable text not null default 'open',
  invites_by text not null default 'bookfast',
  last_ok_at timestamptz,
  failing_since timestamptz,
  last_error text,
  warned_at timestamptz,
  connected_at timestamptz not null default app.now(),
  ended_at timestamptz,
  ended_by text,

  constraint calendar_connections_pkey primary key (connection_id, organization_id),
  constraint calendar_connections_are_of_a_member foreign key (user_id, organization_id)
  references app.members (user_id, organization_id) on delete cascade,
  constraint calendar_connections_are_sealed_by_a_data_key foreign key (data_key_id, organization_id)
  references app.data_keys (key_id, organization_id) on delete restrict,
  constraint calendar_connections_provider_is_known check (provider in ('google', 'caldav')),
  constraint calendar_connections_status_is_known check (status in ('connected', 'revoked', 'ended')),
  constraint calendar_connections_name_an_account check (app.is_short_text(account, 320)),
  constraint calendar_connections_living_ones_are_sealed check (status <> 'connected' or sealed is not null),
  constraint calendar_connections_sealed_say_by_which_key check ((sealed is null) = (data_key_id is null)),
  constraint calendar_connections_ended_says_when_and_by_whom check ((status = 'ended') = (ended_at is not null and ended_by is not null)),
  constraint calendar_connections_on_unreachable_is_known check (on_unreachable in ('open', 'closed')),
  constraint calendar_connections_invites_by_is_known check (invites_by in ('bookfast', 'provider')),
  constraint calendar_connections_failing_says_why check (failing_since is null or last_error is not null)
);

comment on table app.calendar_connections is
  'A member has one that is not ended in each organization.  revoked: the provider said that it lets us in no more; connecting the same account again goes on with'
  ' the same row, so that events and calendar are found again.  ended: disconnected.  What it takes to get in is encrypted outside, and deleted with the end.';
comment on column app.calendar_connections.account is 'The address or user name at the provider, for its owner to know it by.';
comment on column app.calendar_connections.calendar_id is 'The provider''s id of the calendar that we made for bookings; null until it is made.  Never the primary one.';
comment on column app.calendar_connections.scopes is 'What the provider said that it lets us do.';
comment on column app.calendar_connections.sealed is 'Credentials as JSON, encrypted by the edge; base64.  google: refresh_token; caldav: url, username, password.';
comment on column app.calendar_connections.on_unreachable is 'What becomes of the member''s free time while busy time cannot be read: it stays open, or is closed.';
comment on column app.calendar_connections.invites_by is 'Who invites clients: our own mail, or the provider.';
comment on column app.calendar_connections.failing_since is 'Since when something that is due does not succeed, or null; last_error says why, in our words.';
comment on column app.calendar_connections.warned_at is 'When its owner was told that it is failing; null once all of it works again.';

create unique index calendar_connections_by_id on app.calendar_connections (connection_id);
create unique index calendar_connections_by_member_one_living on app.calendar_connections (user_id, organization_id) where status <> 'ended';
create index calendar_connections_by_member on app.calendar_connections (user_id, organization_id);
create index calendar_connections_by_organization on app.calendar_connections (organization_id);
create index calendar_connections_by_data_key on app.calendar_connections (data_key_id, organization_id);
-- A moment, until the provider was told.
create index calendar_connections_ended_with_credentials on app.calendar_connections (ended_at) where status = 'ended' and sealed is not null;

alter table app.calendar_connections enable row level security;
create policy calendar_connections_select_by_self_or_admin on app.calendar_connections for select to authenticated
using (
  (user_id = (select auth.uid()) and organization_id = any ((select private.organizations_where('sessions:read'))::uuid[]))
  or organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
);
-- All but what is sealed.
grant select (
  connection_id, organization_id, user_id, provider, account, status, calendar_id, calendar_name, scopes, on_unreachable, invites_by, last_ok_at, failing_since,
  last_error, connected_at, ended_at, ended_by
) on app.calendar_connections to authenticated, service_role;

create view api.calendar_connections with (security_invoker = true) as
select
  c.connection_id, c.organization_id, c.user_id, c.user_id = (select auth.uid()) as is_mine, c.provider,
  case when c.user_id = (select auth.uid()) then c.account end as account,
  c.status, case when c.user_id = (select auth.uid()) then c.calendar_name end as calendar_name, c.calendar_id is not null as has_calendar,
  c.on_unreachable, c.invites_by, c.last_ok_at, c.failing_since, c.last_error, c.connected_at, c.ended_at
from app.calendar_connections as c;

comment on view api.calendar_connections is
  'The caller''s own connections, ended ones too; for those with settings:write everybody''s in the organization, without account.  status: connected, revoked or'
  ' ended.  It works where failing_since is null.  Changed by change_calendar_connection and end_calendar_connection; made by way of the edge.';
grant select on api.calendar_connections to authenticated, service_role;
