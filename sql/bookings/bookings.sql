-- bookings: what was agreed, between whom, for when.
--
-- Room: bookings
-- Owns: app.bookings
create sequence app.booking_numbers as bigint;

create table app.bookings (
  booking_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  service_id uuid not null,
  client_id uuid not null,
  series_id uuid,
  recurrence_id timestamp,
  claim_id bigint,
  reference text not null default app.booking_reference(nextval('app.booking_numbers')),
  status text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  client_name text not null,
  client_email text not null,
  client_phone text not null,
  client_time_zone text not null,
  client_locale text not null,
  client_may_overlap boolean not null,
  overbooked boolean not null default false,
  outside_hours boolean not null default false,
  consented_at timestamptz not null,
  note text,
  overrides jsonb,
  billing_code text,
  billing_units integer,
  billing_modifiers text[],
  billing_place text,
  approval_expires_at timestamptz,
  cancelled_at timestamptz,
  cancelled_by text,
  cancel_reason text,
  completed_at timestamptz,
  ics_uid text not null default gen_random_uuid()::text || '@bookfast',
  ics_sequence integer not null default 0,
  created_by text not null default app.actor(),
  created_at timestamptz not null default app.now(),
  updated_at timestamptz not null default app.now(),

  constraint bookings_pkey primary key (booking_id, organization_id),
  constraint bookings_reference_is_unique unique (organization_id, reference),
  constraint bookings_are_of_an_offered_service foreign key (practitioner_id, service_id, organization_id)
  references app.practitioner_services (practitioner_id, service_id, organization_id) on delete restrict,
  constraint bookings_have_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint bookings_may_be_of_a_series foreign key (series_id, organization_id)
  references app.booking_series (series_id, organization_id) on delete restrict,
  constraint bookings_recur_within_a_series check (recurrence_id is null or series_id is not null),
  constraint bookings_have_a_claim foreign key (claim_id, organization_id)
  references app.slot_claims (claim_id, organization_id) on delete restrict,
  constraint bookings_start_before_end check (starts_at < ends_at),
  constraint bookings_status_is_known check (status in ('pending', 'confirmed', 'rescheduled', 'cancelled', 'completed', 'no_show')),
  constraint bookings_hold_a_claim_unless_cancelled check ((status = 'cancelled') = (claim_id is null)),
  constraint bookings_cancelled_says_when_and_by_whom check (
    (status = 'cancelled') = (cancelled_at is not null) and (status = 'cancelled') = (cancelled_by is not null)
  ),
  constraint bookings_cancelled_by_a_known_party check (cancelled_by in ('client', 'practitioner', 'system')),
  constraint bookings_completed_says_when check ((status = 'completed') = (completed_at is not null)),
  constraint bookings_pending_expire check ((status = 'pending') <= (approval_expires_at is not null)),
  constraint bookings_are_billed_whole_or_not check (num_nulls(billing_code, billing_units, billing_modifiers, billing_place) in (0, 4)),
  constraint bookings_note_is_short check (length(note) <= 2000),
  constraint bookings_cancel_reason_is_short check (length(cancel_reason) <= 2000),
  -- A client is not in two places at once.
  constraint bookings_client_is_in_one_place exclude using gist (
    organization_id with =, client_id with =, tstzrange(starts_at, ends_at) with &&
  ) where (status in ('pending', 'confirmed', 'rescheduled') and not client_may_overlap)
);

comment on table app.bookings is
  'Keeps its id, ics_uid and links when it is rescheduled.  completed, no_show and cancelled are final.  The client''s details are those given for this'
  ' booking; clients has the ones the organization keeps.';
comment on column app.bookings.reference is 'Short, for people, unique in the organization; no secret.';
comment on column app.bookings.claim_id is 'The time it occupies; null once cancelled.';
comment on column app.bookings.recurrence_id is
  'The wall time of the rule''s instance in the series'' zone (RFC 5545, RECURRENCE-ID), also once it has moved; null: not by a rule.';
comment on column app.bookings.ics_uid is 'Of the series for what its rule has, otherwise the booking''s own.';
comment on column app.bookings.client_may_overlap is 'Of the service at the time of booking, or set by overbooking.';
comment on column app.bookings.outside_hours is 'Whether it was kept on purpose when the hours around it went away; until it moves.';
comment on column app.bookings.overrides is 'What the practitioner set differently for this booking: {billing: {code, units, modifiers, place}}; null: nothing.';
comment on column app.bookings.billing_code is 'How the session is billed (TS-8), derived when it was booked; null: the service has no code.';
comment on column app.bookings.ics_sequence is 'RFC 5546 SEQUENCE: rises with every change of time or status that calendars must know.';
comment on column app.bookings.cancelled_by is 'client, practitioner (or an admin) or system (an approval that never came).';

create index bookings_by_practitioner on app.bookings (practitioner_id, starts_at);
create index bookings_by_practitioner_and_change on app.bookings (practitioner_id, updated_at);
create index bookings_by_organization on app.bookings (organization_id, starts_at);
create index bookings_by_client on app.bookings (client_id, starts_at);
create index bookings_pending_by_expiry on app.bookings (approval_expires_at) where status = 'pending';
create unique index bookings_by_series_one_for_each_instance on app.bookings (series_id, recurrence_id) where series_id is not null;
create index bookings_by_claim on app.bookings (claim_id);

alter table app.bookings enable row level security;
