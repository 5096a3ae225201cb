-- req: TS-2 CP-14.2 CP-5.7 CP-3.6
-- The two promises hold whatever writes the table, and the table keeps only sound rows.
select tests.freeze();
create function pg_temp.claim(
  p_from text, p_to text, p_service integer default 1, p_seat integer default 1, p_capacity integer default 1, p_buffer interval default '0',
  p_kind text default 'booking', p_practitioner text default 'ada', p_organization text default 'river', p_expires_at timestamptz default null,
  p_overbooked boolean default false
)
returns bigint language sql as $$
  insert into app.slot_claims (organization_id, practitioner_id, kind, service_number, slot, blocked, seat, capacity, overbooked, occupant, expires_at)
  values (
    tests.id(p_organization), tests.id(p_practitioner), p_kind, p_service, tstzrange(tests.at(p_from), tests.at(p_to)),
    tstzrange(tests.at(p_from) - p_buffer, tests.at(p_to) + p_buffer), p_seat, p_capacity, p_overbooked, nextval('app.claim_ids'), p_expires_at
  )
  returning claim_id;
$$;

select lives_ok($$ select pg_temp.claim('2027-01-05 10:00', '2027-01-05 11:00') $$, 'a claim');
select throws_ok($$ select pg_temp.claim('2027-01-05 10:30', '2027-01-05 11:30') $$, '23P01', null, 'one that overlaps it is refused');
select throws_ok($$ select pg_temp.claim('2027-01-05 10:00', '2027-01-05 11:00', 2) $$, '23P01', null, 'so is another service at the same time');
select throws_ok($$ select pg_temp.claim('2027-01-05 10:00', '2027-01-05 10:30') $$, '23P01', null, 'so is a shorter slot of the same service');
select throws_ok($$ select pg_temp.claim('2027-01-05 11:00', '2027-01-05 12:00', p_buffer => '5 minutes') $$, '23P01', null, 'so is one whose buffer reaches into it');
select throws_ok($$ select pg_temp.claim('2027-01-05 10:00', '2027-01-05 11:00') $$, '23505', null, 'the same seat of the same slot is taken once');
select lives_ok($$ select pg_temp.claim('2027-01-05 11:00', '2027-01-05 12:00') $$, 'one that begins when the other ends is none of its business');
select lives_ok($$ select pg_temp.claim('2027-01-05 10:00', '2027-01-05 11:00', p_practitioner => 'dan') $$, 'nor is another practitioner''s');
select lives_ok($$ select pg_temp.claim('2027-01-05 10:30', '2027-01-05 11:30', p_overbooked => true, p_seat => null) $$, 'an overbooked one stands outside');

select lives_ok(format($$ select pg_temp.claim('2027-01-06 10:00', '2027-01-06 11:00', 1, %s, 3) $$, seat), format('seat %s of three', seat)) from generate_series(1, 3) as seat;
select throws_ok($$ select pg_temp.claim('2027-01-06 10:00', '2027-01-06 11:00', 1, 4, 3) $$, '23514', null, 'there is no fourth');
select throws_ok($$ select pg_temp.claim('2027-01-06 10:00', '2027-01-06 11:00', 1, 3, 3) $$, '23505', null, 'and none is taken twice');

select throws_ok(format('select pg_temp.claim(%s)', arguments), '23514', null, description)
from (values
  ($$'2027-01-07 10:00', '2027-01-07 11:00', p_seat => 0$$, 'a seat 0'),
  ($$'2027-01-07 10:00', '2027-01-07 11:00', p_seat => null$$, 'no seat'),
  ($$'2027-01-07 10:00', '2027-01-07 11:00', p_overbooked => true$$, 'a seat for one that is overbooked'),
  ($$'2027-01-07 10:00', '2027-01-07 11:00', p_kind => 'hold'$$, 'a hold that never lapses'),
  ($$'2027-01-07 10:00', '2027-01-07 11:00', p_expires_at => '2027-01-05'$$, 'a booking that lapses'),
  ($$'2027-01-07 10:00', '2027-01-07 11:00', p_kind => 'lunch'$$, 'a claim of an unknown kind'),
  ($$'2027-01-07 10:00', '2027-01-07 11:00', p_buffer => '-5 minutes'$$, 'a claim that blocks less than its slot')
) as bad (arguments, description);
-- These have no slot_key, and no claim goes without one.
select throws_ok(format('select pg_temp.claim(%s)', arguments), '23502', null, description)
from (values
  ($$'2027-01-07 10:00:30', '2027-01-07 11:00'$$, 'a slot at a broken minute'),
  ($$'2027-01-07 10:00', '2027-01-08 10:01'$$, 'a slot of more than a day')
) as bad (arguments, description);
select throws_ok($$ select pg_temp.claim('2027-01-07 11:00', '2027-01-07 10:00') $$, '22000', null, 'a slot that ends before it begins');
select throws_ok(
  $$ select pg_temp.claim('2027-01-07 10:00', '2027-01-07 11:00', p_organization => 'hill') $$, '23503', null,
  'a claim of one organization on another''s practitioner'
);

select is(
  (select count(distinct app.slot_key(s, tstzrange(t, t + make_interval(mins => m))))
   from unnest(array[1, 2, 67108863]) as s
   cross join unnest(array['2000-01-01 00:00+00', '2027-01-07 10:00+00', '2027-01-07 10:01+00', '2126-12-30 23:59+00']::timestamptz[]) as t
   cross join unnest(array[1, 50, 60, 1440]) as m),
  48::bigint, 'no two of service, start and length share a slot key'
);
