-- calendar_events: which event at the provider is which booking, and what we last wrote there.
--
-- Room: calendar_sync
-- Owns: app.calendar_events
create table app.calendar_events (
  booking_id uuid not null,
  connection_id uuid not null,
  organization_id uuid not null,
  calendar_id text not null,
  remote_id text,
  etag text,
  ics_uid text not null,
  written_sequence integer,
  written_starts_at timestamptz,
  written_ends_at timestamptz,
  tried_at timestamptz not null default app.now(),
  written_at timestamptz,
  removed_at timestamptz,

  constraint calendar_events_pkey primary key (booking_id, connection_id, organization_id),
  constraint calendar_events_are_in_a_connections_calendar foreign key (connection_id, organization_id)
  references app.calendar_connections (connection_id, organization_id) on delete cascade,
  constraint calendar_events_are_of_a_booking foreign key (booking_id, organization_id)
  references app.bookings (booking_id, organization_id) on delete cascade,
  constraint calendar_events_written_say_what check (
    num_nulls(remote_id, written_sequence, written_starts_at, written_ends_at, written_at) in (0, 5)
  )
);

comment on table app.calendar_events is
  'Made before the provider is first called, so that no event can be there of which we know nothing; filled once it has answered; kept after the event was removed.'
  '  A change from outside that says what stands here is the echo of our own.';
comment on column app.calendar_events.remote_id is 'The provider''s id; null until it first said that the event is there.';
comment on column app.calendar_events.ics_uid is 'The UID of the calendar object: the booking''s own, or one of its own where the booking''s is that of its whole series.';
comment on column app.calendar_events.removed_at is 'When we took it out; null while it is there.';

create unique index calendar_events_by_remote_id on app.calendar_events (connection_id, remote_id) where remote_id is not null;
create index calendar_events_by_connection on app.calendar_events (connection_id, organization_id);

alter table app.calendar_events enable row level security;
