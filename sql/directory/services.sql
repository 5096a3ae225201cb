-- services: what can be booked, and under which rules.
--
-- Room: directory
-- Owns: app.services
create table app.services (
  service_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  service_number integer generated always as identity,
  name text not null,
  description text not null default '',
  duration_minutes integer not null,
  step_minutes integer not null default 15,
  buffer_before_minutes integer not null default 0,
  buffer_after_minutes integer not null default 0,
  capacity integer not null default 1,
  min_notice_minutes integer not null default 0,
  max_advance_days integer not null default 90,
  daily_limit integer,
  requires_approval boolean not null default false,
  approval_minutes integer not null default 1440,
  change_notice_minutes integer not null default 0,
  client_may_overlap boolean not null default false,
  requires_onboarding boolean not null default false,
  needs_resources boolean not null default false,
  location_kind text not null default 'in_person',
  event_category text,
  billing_code text,
  billing_place text not null default 'office',
  price_cents integer,
  currency text not null default 'CAD',
  archived_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint services_pkey primary key (service_id, organization_id),
  constraint services_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  -- The number is a part of every slot_key, which has 26 bits for it.
  constraint services_number_is_unique unique (service_number),
  constraint services_number_fits_a_slot_key check (service_number between 0 and 67108863),
  constraint services_have_a_name check (btrim(name) <> '' and length(name) <= 200 and name !~ '[[:cntrl:]]'),
  constraint services_description_is_short check (length(description) <= 5000),
  constraint services_last_a_day_at_most check (duration_minutes between 5 and 1440),
  constraint services_step_is_positive check (step_minutes between 5 and 1440),
  constraint services_buffers_are_short check (buffer_before_minutes between 0 and 480 and buffer_after_minutes between 0 and 480),
  constraint services_have_seats check (capacity between 1 and 1000),
  constraint services_notice_is_at_most_a_year check (min_notice_minutes between 0 and 525600),
  constraint services_window_is_at_most_two_years check (max_advance_days between 1 and 731),
  constraint services_daily_limit_is_positive check (daily_limit > 0),
  constraint services_approval_takes_at_most_thirty_days check (approval_minutes between 5 and 43200),
  constraint services_change_notice_is_at_most_thirty_days check (change_notice_minutes between 0 and 43200),
  constraint services_location_kind_is_known check (location_kind in ('in_person', 'online', 'phone', 'at_client')),
  constraint services_event_category_is_one_short_line check (btrim(event_category) <> '' and length(event_category) <= 60 and event_category !~ '[[:cntrl:]]'),
  constraint services_billing_place_is_known check (billing_place in ('office', 'home', 'school', 'telehealth', 'telehealth_home')),
  constraint services_price_is_not_negative check (price_cents >= 0),
  constraint services_currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$')
);

comment on table app.services is 'What can be booked.  Durations in minutes, prices in cents.  Archived, never deleted while bookings speak of it.';
comment on column app.services.step_minutes is 'Starts are offered at this distance, counted from the beginning of each availability window.';
comment on column app.services.capacity is 'Seats of one slot.  An availability rule may lower it.';
comment on column app.services.min_notice_minutes is 'A client books at least so long ahead.';
comment on column app.services.max_advance_days is 'A client books at most so far ahead: the booking window.';
comment on column app.services.daily_limit is 'Bookings of this service per practitioner and local day, held ones included; null: no limit.';
comment on column app.services.approval_minutes is 'A pending booking expires after so long, at its start at the latest.';
comment on column app.services.change_notice_minutes is 'A client may move or cancel until so long before the start; 0: until the start (BM-Q2).';
comment on column app.services.client_may_overlap is 'Whether a client may have another booking at the same time.';
comment on column app.services.requires_onboarding is 'Whether only those book it who are clients with an account and have answered what the practice requires of them.';

comment on column app.services.location_kind is 'How people meet: at the practitioner''s address, by the video link (see places), by phone, or where the client is.';
comment on column app.services.event_category is
  'What events of its sessions are called in calendars that others may see; null: “Coaching Session” where the practice coaches, “Appointment” elsewhere (CP-13.1).';
comment on column app.services.billing_code is 'The code by which its sessions are billed, or null; of a family whose codes differ by length, any.';
comment on column app.services.needs_resources is 'Whether service_needs has something for it; kept by a trigger there, so that others need not look.';

create index services_by_organization on app.services (organization_id);

create trigger _900_audit after insert or update or delete on app.services
for each row execute function private.audit_row('service', 'service_id');

alter table app.services enable row level security;
