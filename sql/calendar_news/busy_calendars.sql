-- busy_calendars: the calendars of an account, and which of them say when their owner is busy.
--
-- Room: calendar_news
-- Owns: app.busy_calendars, app.calendar_reads
create table app.busy_calendars (
  connection_id uuid not null,
  organization_id uuid not null,
  calendar_id text not null,
  name text not null,
  is_primary boolean not null,
  chosen boolean not null default false,
  seen_at timestamptz not null default app.now(),

  constraint busy_calendars_pkey primary key (connection_id, calendar_id, organization_id),
  constraint busy_calendars_are_of_a_connection foreign key (connection_id, organization_id)
  references app.calendar_connections (connection_id, organization_id) on delete cascade,
  constraint busy_calendars_names_are_short check (length(calendar_id) between 1 and 1024 and length(name) <= 500)
);

comment on table app.busy_calendars is
  'As the provider listed them last, without the one that we made for bookings: what is booked is known here, and never counts twice.  For their owner''s eyes only.';
comment on column app.busy_calendars.chosen is 'Whether what is in it takes time from clients; at first the primary one does.';

create table app.calendar_reads (
  connection_id uuid not null,
  organization_id uuid not null,
  listed_at timestamptz,
  busy_read_at timestamptz,
  sync_calendar_id text,
  sync_token text,
  synced_at timestamptz,

  constraint calendar_reads_pkey primary key (connection_id, organization_id),
  constraint calendar_reads_are_of_a_connection foreign key (connection_id, organization_id)
  references app.calendar_connections (connection_id, organization_id) on delete cascade
);

comment on table app.calendar_reads is 'How far a worker has read at a provider.';
comment on column app.calendar_reads.busy_read_at is 'Up to when busy time is known.';
comment on column app.calendar_reads.sync_token is 'Where the provider is to go on telling of changes; of sync_calendar_id only, and saved when all that came before was looked at.';

alter table app.busy_calendars enable row level security;
alter table app.calendar_reads enable row level security;

-- The subquery is under the policies of connections, which show others' connections to admins too, but no calendars.
create policy busy_calendars_select_by_owner on app.busy_calendars for select to authenticated
using (connection_id in (select c.connection_id from app.calendar_connections as c where c.user_id = (select auth.uid())));
grant select on app.busy_calendars to authenticated;

create view api.busy_calendars with (security_invoker = true) as
select b.connection_id, b.organization_id, b.calendar_id, b.name, b.is_primary, b.chosen, b.seen_at
from app.busy_calendars as b;

comment on view api.busy_calendars is
  'The calendars of the caller''s own connections, as their provider listed them last; chosen: what is in it takes time from clients.  Changed by choose_busy_calendars.';
grant select on api.busy_calendars to authenticated;
