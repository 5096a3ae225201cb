-- availability_rules: the weekly hours.
--
-- Room: availability
-- Owns: app.availability_rules
create table app.availability_rules (
  rule_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  practitioner_id uuid not null,
  weekday smallint not null,
  starts_local time not null,
  ends_local time not null,
  valid_from date,
  valid_until date,
  capacity integer,
  created_at timestamptz not null default app.now(),

  constraint availability_rules_pkey primary key (rule_id, organization_id),
  constraint availability_rules_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete cascade,
  constraint availability_rules_weekday_is_iso_8601 check (weekday between 1 and 7),
  constraint availability_rules_start_before_end check (starts_local < ends_local),
  constraint availability_rules_keep_whole_minutes check (
    extract(second from starts_local) = 0 and extract(second from ends_local) = 0
  ),
  constraint availability_rules_valid_from_before_until check (valid_from <= valid_until),
  constraint availability_rules_capacity_is_positive check (capacity > 0),
  -- The guard trigger says this in words; the constraint holds it.
  constraint availability_rules_never_overlap exclude using gist (
    organization_id with =, practitioner_id with =, weekday with =,
    int4range((extract(epoch from starts_local) / 60)::integer, (extract(epoch from ends_local) / 60)::integer) with &&,
    daterange(valid_from, valid_until, '[]') with &&
  )
);

comment on table app.availability_rules is
  'Weekly hours in the practitioner''s time zone.  Wall time: they stay where they are on the clock when daylight saving begins or ends.';
comment on column app.availability_rules.weekday is 'ISO 8601: 1 is Monday, 7 is Sunday.';
comment on column app.availability_rules.ends_local is 'Exclusive; 24:00 is the end of the day.';
comment on column app.availability_rules.capacity is 'At most so many seats of one slot within these hours, whatever the service has; null: as the service.';

create index availability_rules_by_practitioner on app.availability_rules (practitioner_id, weekday);

create trigger _900_audit after insert or update or delete on app.availability_rules
for each row execute function private.audit_row('availability_rule', 'rule_id');

alter table app.availability_rules enable row level security;
