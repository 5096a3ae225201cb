-- waitlist_entries: who wishes for which time.
--
-- Room: waitlist
-- Owns: app.waitlist_entries
create table app.waitlist_entries (
  entry_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  position bigint not null generated always as identity,
  service_id uuid not null,
  practitioner_id uuid,
  client_id uuid not null,
  client jsonb not null,
  from_date date not null,
  to_date date not null,
  weekdays integer[],
  from_local time,
  until_local time,
  status text not null default 'waiting',
  requester text,
  created_by text not null default app.actor(),
  created_at timestamptz not null default app.now(),

  constraint waitlist_entries_pkey primary key (entry_id, organization_id),
  constraint waitlist_entries_wish_for_a_service foreign key (service_id, organization_id)
  references app.services (service_id, organization_id) on delete cascade,
  constraint waitlist_entries_may_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint waitlist_entries_have_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint waitlist_entries_from_before_to check (from_date <= to_date),
  constraint waitlist_entries_weekdays_are_iso_8601 check (weekdays <@ array[1, 2, 3, 4, 5, 6, 7] and cardinality(weekdays) > 0),
  constraint waitlist_entries_from_before_until check (from_local < until_local),
  constraint waitlist_entries_know_their_state check (status in ('waiting', 'offered', 'booked', 'left', 'ended'))
);

comment on table app.waitlist_entries is
  'A wish, served in the order of position.  waiting -> offered -> booked; a declined or lapsed offer leads back to waiting, the place is kept.'
  '  left: withdrawn; ended: its days are past, or three offers lapsed unanswered.';
comment on column app.waitlist_entries.practitioner_id is 'Null: whoever is free first.';
comment on column app.waitlist_entries.client is '{name, email, phone, time_zone, locale, consent} as given, checked; the booking is made with them.';
comment on column app.waitlist_entries.from_local is 'The appointment lies within from_local and until_local on the practitioner''s clock; null: any time.';
comment on column app.waitlist_entries.weekdays is 'ISO 8601: 1 is Monday; null: any.';
comment on column app.waitlist_entries.requester is 'For anonymous wishes, app.requester(): how many one place leaves is limited.';

create index waitlist_entries_waiting on app.waitlist_entries (service_id, position) where status = 'waiting';
create index waitlist_entries_waiting_by_organization on app.waitlist_entries (organization_id, to_date) where status = 'waiting';
create index waitlist_entries_by_service on app.waitlist_entries (service_id, organization_id);
create index waitlist_entries_by_practitioner on app.waitlist_entries (practitioner_id);
create index waitlist_entries_by_client on app.waitlist_entries (client_id);
create index waitlist_entries_by_requester on app.waitlist_entries (requester) where requester is not null;

create trigger _900_audit after insert or update or delete on app.waitlist_entries
for each row execute function private.audit_row('waitlist_entry', 'entry_id');

alter table app.waitlist_entries enable row level security;
