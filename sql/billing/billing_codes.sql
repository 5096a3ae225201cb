-- billing_codes: what insurers call a session (CPT), as it ships and as an organization has it (TS-8).
--
-- Room: billing
-- Owns: app.billing_codes, app.organization_billing_codes
create table app.billing_codes (
  code text not null,
  description text not null,
  family text not null,
  unit_minutes integer,
  least_minutes integer not null default 1,
  most_minutes integer,
  for_groups boolean not null default false,
  telehealth boolean not null default true,
  modifiers text[] not null default '{}',

  constraint billing_codes_pkey primary key (code),
  constraint billing_codes_code_is_five_characters check (code ~ '^[0-9A-Z]{5}$'),
  constraint billing_codes_have_a_description check (btrim(description) <> '' and length(description) <= 300),
  constraint billing_codes_family_is_a_word check (family ~ '^[a-z]+(_[a-z]+)*$' and length(family) <= 60),
  constraint billing_codes_unit_is_minutes check (unit_minutes between 1 and 480),
  constraint billing_codes_least_is_before_most check (least_minutes >= 1 and least_minutes <= most_minutes),
  constraint billing_codes_modifiers_are_two_characters check (array_to_string(modifiers, ' ', '?') ~ '^([0-9A-Z]{2}( [0-9A-Z]{2})*)?$')
);

comment on table app.billing_codes is
  'The codes that every organization starts with, in words of our own.  No tenant: the codes are the same for all.  An organization changes them by rows of its own.';
comment on column app.billing_codes.family is 'Codes of one family differ by length only where unit_minutes is null: the one that fits the session is taken.';
comment on column app.billing_codes.unit_minutes is 'Minutes of one unit for codes that are billed by time; null: one unit for the session.';
comment on column app.billing_codes.least_minutes is 'From so many minutes on; most_minutes: up to so many, null: any.';
comment on column app.billing_codes.for_groups is 'Whether it is for sessions of several clients, and for no others.';
comment on column app.billing_codes.modifiers is 'The modifiers that may stand with it, beside 95 where telehealth is set.';

create table app.organization_billing_codes (
  organization_id uuid not null,
  code text not null,
  description text not null,
  family text not null,
  unit_minutes integer,
  least_minutes integer not null default 1,
  most_minutes integer,
  for_groups boolean not null default false,
  telehealth boolean not null default true,
  modifiers text[] not null default '{}',
  active boolean not null default true,

  constraint organization_billing_codes_pkey primary key (code, organization_id),
  constraint organization_billing_codes_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint organization_billing_codes_code_is_five_characters check (code ~ '^[0-9A-Z]{5}$'),
  constraint organization_billing_codes_have_a_description check (btrim(description) <> '' and length(description) <= 300),
  constraint organization_billing_codes_family_is_a_word check (family ~ '^[a-z]+(_[a-z]+)*$' and length(family) <= 60),
  constraint organization_billing_codes_unit_is_minutes check (unit_minutes between 1 and 480),
  constraint organization_billing_codes_least_is_before_most check (least_minutes >= 1 and least_minutes <= most_minutes),
  constraint organization_billing_codes_modifiers_are_two_characters check (array_to_string(modifiers, ' ', '?') ~ '^([0-9A-Z]{2}( [0-9A-Z]{2})*)?$')
);

comment on table app.organization_billing_codes is 'An organization''s own codes, and its own version of codes that ship.  active: whether it may be used.';

create index organization_billing_codes_by_organization on app.organization_billing_codes (organization_id);

create trigger _900_audit after insert or update or delete on app.organization_billing_codes
for each row execute function private.audit_row('billing_code', 'code');

alter table app.billing_codes enable row level security;
alter table app.organization_billing_codes enable row level security;

insert into app.billing_codes (code, description, family, unit_minutes, least_minutes, most_minutes, for_groups, telehealth, modifiers) values
  ('90832', 'Individual psychotherapy, short session', 'individual_psychotherapy', null, 16, 37, false, true, '{GT,HO,U1,59}'),
  ('90834', 'Individual psychotherapy, usual session', 'individual_psychotherapy', null, 38, 52, false, true, '{GT,HO,U1,59}'),
  ('90837', 'Individual psychotherapy, long session', 'individual_psychotherapy', null, 53, null, false, true, '{GT,HO,U1,59}'),
  ('90846', 'Family psychotherapy without the patient', 'family_without_patient', null, 26, null, false, true, '{GT,HO,U1,59}'),
  ('90847', 'Family psychotherapy with the patient', 'family_with_patient', null, 26, null, false, true, '{GT,HO,U1,59}'),
  ('90853', 'Group psychotherapy', 'group_psychotherapy', null, 16, null, true, true, '{GT,HO,HQ,U1,59}'),
  ('97151', 'Behaviour assessment by a qualified professional', 'behaviour_assessment', 15, 8, null, false, true, '{GT,HN,HO,HP,U1,59}'),
  ('97152', 'Supporting behaviour assessment by a technician', 'supporting_assessment', 15, 8, null, false, false, '{HM,HN,U1,59}'),
  ('97153', 'Behaviour treatment by protocol, by a technician', 'treatment_by_protocol', 15, 8, null, false, true, '{GT,HM,HN,U1,59}'),
  ('97154', 'Group behaviour treatment by protocol, by a technician', 'group_treatment_by_protocol', 15, 8, null, true, false, '{HM,HN,HQ,U1,59}'),
  ('97155', 'Behaviour treatment with change of protocol, by a qualified professional', 'treatment_with_change', 15, 8, null, false, true, '{GT,HN,HO,HP,U1,59}'),
  ('97156', 'Guidance of one family by a qualified professional', 'family_guidance', 15, 8, null, false, true, '{GT,HN,HO,HP,U1,59}'),
  ('97157', 'Guidance of several families by a qualified professional', 'group_family_guidance', 15, 8, null, true, true, '{GT,HN,HO,HP,HQ,U1,59}'),
  ('97158', 'Group behaviour treatment with change of protocol, by a qualified professional', 'group_treatment_with_change', 15, 8, null, true, true, '{GT,HN,HO,HP,HQ,U1,59}'),
  ('0362T', 'Assessment of severe behaviour, with several technicians', 'severe_assessment', 15, 8, null, false, false, '{HN,HO,HP,U1,59}'),
  ('0373T', 'Treatment of severe behaviour, with several technicians', 'severe_treatment', 15, 8, null, false, false, '{HN,HO,HP,U1,59}');
