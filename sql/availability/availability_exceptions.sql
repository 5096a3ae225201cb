-- availability_exceptions: time off, and extra hours.
--
-- Room: availability
-- Owns: app.availability_exceptions
create table app.availability_exceptions (
  exception_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  kind text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  capacity integer,
  reason text not null default '',
  created_at timestamptz not null default app.now(),

  constraint availability_exceptions_pkey primary key (exception_id, organization_id),
  constraint availability_exceptions_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint availability_exceptions_are_time_off_or_extra_hours check (kind in ('time_off', 'extra_hours')),
  constraint availability_exceptions_start_before_end check (starts_at < ends_at),
  constraint availability_exceptions_keep_whole_minutes check (
    extract(second from starts_at at time zone 'UTC') = 0 and extract(second from ends_at at time zone 'UTC') = 0
  ),
  constraint availability_exceptions_extra_hours_last_a_day_at_most check (kind = 'time_off' or ends_at - starts_at <= interval '24 hours'),
  constraint availability_exceptions_capacity_is_positive check (capacity > 0),
  constraint availability_exceptions_reason_is_short check (length(reason) <= 500)
);

comment on table app.availability_exceptions is 'time_off takes hours away, extra_hours adds some; where both speak, time off wins.';
comment on column app.availability_exceptions.reason is 'For members only; never shown to clients.';

create index availability_exceptions_by_span on app.availability_exceptions
using gist (practitioner_id, tstzrange(starts_at, ends_at));

create trigger _900_audit after insert or update or delete on app.availability_exceptions
for each row execute function private.audit_row('availability_exception', 'exception_id');

alter table app.availability_exceptions enable row level security;
