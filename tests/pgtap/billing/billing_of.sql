-- req: TS-8
select tests.freeze();

-- The published table of the 8-minute rule, and whole units.
select is(app.billing_units(c, minutes, true), units, format('%s minutes are %s units', minutes, units))
from app.billing_codes as c
cross join (values (7, 0), (8, 1), (15, 1), (22, 1), (23, 2), (37, 2), (38, 3), (52, 3), (53, 4), (67, 4), (68, 5), (82, 5), (83, 6), (97, 6), (98, 7), (112, 7), (113, 8), (127, 8)) as t (minutes, units)
where c.code = '97153';
select is(app.billing_units(c, minutes, false), units, format('in whole units %s minutes are %s', minutes, units))
from app.billing_codes as c
cross join (values (14, 0), (15, 1), (29, 1), (30, 2), (50, 3), (60, 4)) as t (minutes, units)
where c.code = '97153';
select is((select count(*) from app.billing_codes), 16::bigint, 'the codes of ABA and psychotherapy ship');

-- What fits is taken, and what does not is refused in words.
create function pg_temp.billed(p_code text, p_minutes integer, p_seats integer default 1, p_place text default 'office', p_billing jsonb default null) returns text language plpgsql as $$
declare
  v_billing app.billing;
  v_said text;
begin
  v_billing := app.billing_of(tests.id('river'), p_code, p_place, p_minutes, p_seats, case when p_billing is not null then jsonb_build_object('billing', p_billing) end);
  return v_billing.code || ' × ' || v_billing.units || coalesce(' ' || nullif(array_to_string(v_billing.modifiers, ' '), ''), '') || ' at ' || v_billing.place;
exception when sqlstate 'PT400' then
  get stacked diagnostics v_said = pg_exception_detail;
  return v_said;
end;
$$;
select is(pg_temp.billed('90834', 50), '90834 × 1 at office', 'fifty minutes of psychotherapy');
select is(pg_temp.billed('90834', 30), '90832 × 1 at office', 'thirty are the shorter code');
select is(pg_temp.billed('90834', 60), '90837 × 1 at office', 'sixty the longer');
select is(pg_temp.billed('90834', 10), '90834 is for 38 to 52 minutes, and the session has 10.', 'ten are none');
select is(pg_temp.billed('90847', 50), '90847 × 1 at office', 'a family');
select is(pg_temp.billed('97155', 50), '97155 × 3 at office', 'behaviour treatment is billed by time');
select is(pg_temp.billed('90853', 60, 8), '90853 × 1 at office', 'a group');
select is(pg_temp.billed('90853', 60), '90853 is for groups, and the service has one seat.', 'of one is none');
select is(pg_temp.billed('97153', 60, 4), '97153 is for one client, and the service has several seats.', 'and the other way round');
select is(pg_temp.billed('90834', 50, p_place => 'telehealth_home'), '90834 × 1 95 at telehealth_home', 'telehealth is marked');
select is(pg_temp.billed('97154', 60, 4, 'telehealth'), '97154 is not for telehealth.', 'where it may be');
select is(pg_temp.billed('12345', 50), '“12345” is no billing code of this organization.', 'an unknown code');

-- Overridden for one session.
select is(pg_temp.billed('97153', 60, p_billing => '{"units": 3, "modifiers": ["HM", "59"]}'), '97153 × 3 HM 59 at office', 'less time than was booked');
select is(pg_temp.billed('97153', 60, p_billing => '{"units": 5}'), '60 minutes are 4 units of 97153 at most.', 'and not more');
select is(pg_temp.billed('90834', 50, p_billing => '{"units": 2}'), '50 minutes are 1 units of 90834 at most.', 'a session is one');
select is(pg_temp.billed('90834', 50, p_billing => '{"code": "90837"}'), '90837 is for 53 and more minutes, and the session has 50.', 'a code that somebody chose is not exchanged');
select is(pg_temp.billed('97153', 60, p_billing => '{"code": "97155", "place": "home"}'), '97155 × 4 at home', 'another code and place');
select is(pg_temp.billed('97153', 60, p_billing => '{"modifiers": ["HP"]}'), 'HP does not go with 97153.', 'a modifier of another profession');
select is(pg_temp.billed('90834', 50, p_place => 'telehealth', p_billing => '{"modifiers": ["59"]}'), '90834 × 1 95 59 at telehealth', 'another modifier does not take telehealth away');
select is(pg_temp.billed('90834', 50, p_billing => '{"modifiers": ["95"]}'), '95 and GT are for telehealth, and the place is office.', 'telehealth in the office');
select is(pg_temp.billed('90834', 50, p_place => 'telehealth', p_billing => '{"modifiers": ["95", "GT"]}'), '95 and GT both say telehealth: use one of them.', 'twice the same');
select is(pg_temp.billed('90834', 50, p_billing => '{"modifiers": ["59", "59"]}'), 'A modifier stands twice.', 'once is enough');
select is(pg_temp.billed('90834', 50, p_billing => bad::jsonb) ~ '^(billing has|units is|modifiers is|place is|overrides is)', true, 'refused: ' || bad)
from unnest(array['{"colour": "red"}', '{"units": 0}', '{"units": "many"}', '{"modifiers": "95"}', '{"modifiers": ["9"]}', '{"place": "moon"}', '[]', '"90834"']) as bad;

-- The organization's own codes.
select tests.act_as('cleo');
insert into api.organization_billing_codes (organization_id, code, description, family, unit_minutes, modifiers) values (tests.id('river'), 'H2019', 'Our own hour', 'own', 60, '{HO}');
insert into api.organization_billing_codes (organization_id, code, description, family, least_minutes, active) values (tests.id('river'), '90847', 'Not with us', 'family_with_patient', 26, false);
select is((select count(*) from api.billing_codes where own), 2::bigint, 'an admin adds and changes codes');
select tests.act_as('owner');
select is(pg_temp.billed('H2019', 120), 'H2019 × 2 at office', 'which count like those that ship');
select is(pg_temp.billed('90847', 50), '“90847” is no billing code of this organization.', 'or no longer');
select tests.act_as('cleo');
select tests.refuses(format('update api.services set billing_code = %L where service_id = %L', '90847', tests.id('single')), 'invalid_argument', 'a service names one that holds');
select tests.refuses(format('update api.services set billing_code = %L where service_id = %L', '90853', tests.id('single')), 'invalid_argument', 'and that fits it');
update api.services set billing_code = 'H2019', billing_place = 'telehealth' where service_id = tests.id('single');
select tests.refuses(
  $$ update api.organization_billing_codes set telehealth = false where code = 'H2019' $$, 'rule_in_use', 'what a service uses does not change under it'
);
select tests.refuses($$ update api.organization_settings set eight_minute_rule = false where slug = 'river' $$, 'rule_in_use', 'nor does the rounding: fifty minutes are no whole hour');
select tests.refuses($$ delete from api.organization_billing_codes where code = 'H2019' $$, 'rule_in_use', 'nor go');
select tests.act_as('ada');
select is((select count(*) from api.billing_codes), 17::bigint, 'members see them');
select throws_ok(
  format('insert into api.organization_billing_codes (organization_id, code, description, family) values (%L, %L, %L, %L)', tests.id('river'), 'X1234', 'Mine', 'own'), '42501', null,
  'and admins write them'
);
select tests.act_as('eve');
select is((select count(*) from api.billing_codes where own), 0::bigint, 'another tenant has its own');

-- On a booking.
select tests.act_as('cleo');
update api.services set billing_code = '90834', billing_place = 'telehealth_home' where service_id = tests.id('single');
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.token(:'booking_id', 'the-link-of-gil');
select doesnt_match(api.booking_by_token('the-link-of-gil')::text, '90834|billing', 'the link does not tell how it is billed');
select tests.act_as('ada');
select is(
  (select row(billing_code, billing_units, billing_modifiers, billing_place)::text from api.bookings where booking_id = :'booking_id'), '(90834,1,{95},telehealth_home)', 'the practitioner sees it'
);
select api.create_booking(
  tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00'), tests.client('zoe@example.com'), overrides => '{"billing": {"modifiers": ["GT", "HO"]}}'
) ->> 'booking_id' as other \gset
select is((select billing_modifiers from api.bookings where booking_id = :'other'), '{GT,HO}', 'and says otherwise for one');
select tests.everything() as before \gset
select tests.refuses(
  $$ select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 15:00'), tests.client('pia@example.com'), overrides => '{"billing": {"code": "90837"}}') $$,
  'invalid_argument', 'what does not go together is not booked'
);
select is(tests.everything(), :'before', 'and nothing is written');
select tests.hold('single', '2027-01-06 10:00') as held \gset
select tests.refuses(format('select api.confirm_hold(%L, tests.client(%L), overrides => %L)', :'held', 'lou@example.com', '{"billing": {"units": 9}}'), 'invalid_argument', 'a mistake keeps the hold');
select lives_ok(format('select tests.confirm(%L, %L)', :'held', 'lou@example.com'), 'which is then confirmed');
select api.create_booking(
  tests.id('ada'), tests.id('single'), tests.at('2027-01-07 10:00'), tests.client('kim@example.com'), recurrence => 'FREQ=WEEKLY;COUNT=3'
) ->> 'series_id' as series_id \gset
select is((select count(*) from api.bookings where series_id = :'series_id' and billing_code = '90834'), 3::bigint, 'each of a series is billed');
