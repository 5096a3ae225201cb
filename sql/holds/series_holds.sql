-- series_holds: one key for all the holds of a series (TS-7).
--
-- Room: holds
-- Owns: app.series_holds
create table app.series_holds (
  hold_key text not null default app.new_hold_key(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  service_id uuid not null,
  recurrence text,
  starts_local timestamp not null,
  time_zone text not null,
  held integer not null,
  created_at timestamptz not null default app.now(),

  constraint series_holds_pkey primary key (hold_key, organization_id),
  constraint series_holds_are_of_an_offered_service foreign key (practitioner_id, service_id, organization_id)
  references app.practitioner_services (practitioner_id, service_id, organization_id) on delete cascade,
  constraint series_holds_key_has_128_bits check (length(hold_key) >= 32),
  constraint series_holds_count_what_they_hold check (held >= 0)
);

comment on table app.series_holds is 'Holds that were requested together and are confirmed together.  Kept for a day, like holds.';
comment on column app.series_holds.time_zone is 'Of the holder, for offsets and mails; the rule itself recurs in the practitioner''s zone.';
comment on column app.series_holds.starts_local is 'Wall time of the rule''s first instance in the practitioner''s zone.';
comment on column app.series_holds.held is 'How many occurrences it should have: those that lapsed are missing, those that were released or confirmed alone are not.';

create index series_holds_by_practitioner on app.series_holds (practitioner_id);

alter table app.series_holds enable row level security;
