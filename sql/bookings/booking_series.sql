-- booking_series: bookings that were made together.
--
-- Room: bookings
-- Owns: app.booking_series
create table app.booking_series (
  series_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  service_id uuid not null,
  client_id uuid not null,
  recurrence text,
  starts_local timestamp not null,
  time_zone text not null,
  ics_uid text not null default gen_random_uuid()::text || '@bookfast',
  ics_sequence integer not null default 0,
  created_by text not null default app.actor(),
  created_at timestamptz not null default app.now(),

  constraint booking_series_pkey primary key (series_id, organization_id),
  constraint booking_series_are_of_an_offered_service foreign key (practitioner_id, service_id, organization_id)
  references app.practitioner_services (practitioner_id, service_id, organization_id) on delete restrict,
  constraint booking_series_have_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint booking_series_time_zone_exists foreign key (time_zone) references app.time_zones (name) on delete restrict
);

comment on table app.booking_series is
  'What bookings made together have in common.  Each booking stands for itself: it moves, ends and is paid for alone.  Which ones still take place is read from bookings.';
comment on column app.booking_series.recurrence is 'The RRULE (RFC 5545) as it was asked for, or null for a list of times.';
comment on column app.booking_series.starts_local is 'Wall time of the rule''s first instance, in time_zone: DTSTART.';
comment on column app.booking_series.time_zone is 'The practitioner''s: where wall time stays when the clocks change (TS-12).';
comment on column app.booking_series.ics_sequence is 'RFC 5546 SEQUENCE of the series'' one calendar event: rises with every change of any of its bookings.';

create index booking_series_by_practitioner on app.booking_series (practitioner_id);
create index booking_series_by_client on app.booking_series (client_id);

create trigger _900_audit after insert or update or delete on app.booking_series
for each row execute function private.audit_row('booking_series', 'series_id');

alter table app.booking_series enable row level security;
