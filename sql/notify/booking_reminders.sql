-- booking_reminders: what became of each reminder, and when one means something.
--
-- Room: notify
-- Owns: app.booking_reminders
create table app.booking_reminders (
  booking_id uuid not null,
  organization_id uuid not null,
  recipient text not null,
  minutes_before integer not null,
  starts_at timestamptz not null,
  dropped_because text,
  decided_at timestamptz not null default app.now(),

  -- Never twice: once for each recipient, distance and start.
  constraint booking_reminders_pkey primary key (booking_id, organization_id, recipient, minutes_before, starts_at),
  constraint booking_reminders_are_of_a_booking foreign key (booking_id, organization_id)
  references app.bookings (booking_id, organization_id) on delete cascade,
  constraint booking_reminders_go_to_a_party check (recipient in ('client', 'practitioner'))
);

comment on table app.booking_reminders is
  'What became of each reminder when its time had come: queued in the outbox, or dropped.  A booking that moves gets new ones, for its new start.';
comment on column app.booking_reminders.dropped_because is 'Why it was not sent, or null.';
alter table app.booking_reminders enable row level security;

create function app.reminder_minutes(p_organization app.organizations, p_recipient text)
returns integer[]
language sql
immutable
security invoker
set search_path = ''
as $$
  select case p_recipient
    when 'client' then coalesce(p_organization.client_reminders, case p_organization.profile when 'coaching' then array[1440, 60] else array[1440, 120] end)
    else coalesce(p_organization.practitioner_reminders, case p_organization.profile when 'coaching' then array[1440, 60] else array[]::integer[] end)
  end;
$$;

comment on function app.reminder_minutes(app.organizations, text) is 'How many minutes ahead the organization reminds its clients or practitioners.';

create function app.reminder_is_late(p_starts_at timestamptz, p_minutes_before integer)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select app.now() > p_starts_at - make_interval(mins => p_minutes_before * 3 / 4);
$$;

comment on function app.reminder_is_late(timestamptz, integer) is
  'Whether a reminder has lost its meaning: more than a quarter of its distance has passed (six hours of a day, half an hour of two).';
