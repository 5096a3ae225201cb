-- holds: who may turn which claim into a booking.
--
-- Room: holds
-- Owns: app.holds
create table app.holds (
  hold_key text not null default app.new_hold_key(),
  organization_id uuid not null,
  claim_id bigint not null,
  service_id uuid not null,
  time_zone text not null,
  moves_booking_id uuid,
  series_key text,
  recurrence_id timestamp,
  held_by text not null default app.actor(),
  requester text,
  idempotency_key text,
  extensions integer not null default 0,
  created_at timestamptz not null default app.now(),

  constraint holds_pkey primary key (hold_key, organization_id),
  constraint holds_have_a_claim foreign key (claim_id, organization_id)
  references app.slot_claims (claim_id, organization_id) on delete cascade,
  constraint holds_may_be_of_a_series foreign key (series_key, organization_id)
  references app.series_holds (hold_key, organization_id) on delete cascade,
  constraint holds_key_has_128_bits check (length(hold_key) >= 32),
  constraint holds_are_extended_ten_times_at_most check (extensions between 0 and 10)
);

comment on table app.holds is
  'A hold belongs to whoever knows its key.  When it lapses stands in its claim.  A confirmed hold stays for a day, so that confirming twice can be told'
  ' from confirming too late.';
comment on column app.holds.moves_booking_id is 'The booking that confirming this hold moves, or null for a new booking.';
comment on column app.holds.series_key is 'The key of all the holds that were requested together, or null for a single one.';
comment on column app.holds.requester is 'app.requester_of_hold(): how many one account, or one place without any, has is limited; null for members.';

create index holds_by_claim on app.holds (claim_id, organization_id);
create index holds_by_series on app.holds (series_key) where series_key is not null;
create index holds_by_requester on app.holds (requester) where requester is not null;

alter table app.holds enable row level security;
