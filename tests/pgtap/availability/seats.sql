-- req: CP-3.6 CP-5.7
-- Seats: the lowest free one, never more than the capacity of the day, also when that was lowered.
select tests.freeze();
select tests.act_as('anon');
select tests.book('group', '2027-01-05 10:00', n || '@example.com') as booking from generate_series(1, 3) as n;
select is(tests.as_owner($$ select string_agg(seat::text, ',' order by claim_id) from app.slot_claims $$), '1,2,3', 'three take the three seats in turn');
select tests.as_owner($$ select booking_id from app.bookings where client_email = '1@example.com' $$) as first \gset
select tests.as_owner($$ select booking_id from app.bookings where client_email = '2@example.com' $$) as second \gset
select tests.act_as('ada');
select status from api.cancel_booking(:'second');
select tests.act_as('anon');
select tests.book('group', '2027-01-05 10:00', '4@example.com');
select is(tests.as_owner($$ select string_agg(seat::text, ',' order by claim_id) from app.slot_claims $$), '1,3,2', 'who comes after a cancellation has its seat');

-- Where three are there, nobody makes it two (CP-3.6).
select tests.act_as('ada');
select tests.refuses(
  $$ update api.availability_rules set capacity = 2 where practitioner_id = tests.id('ada') and weekday = 2 $$, 'rule_in_use', 'a rule does not take seats from those who have them'
);
select lives_ok(
  $$ update api.availability_rules set capacity = 2 where practitioner_id = tests.id('ada') and weekday = 4 $$, 'on another day it may'
);
select tests.act_as('cleo');
select tests.refuses(
  $$ update api.services set capacity = 2 where service_id = tests.id('group') $$, 'rule_in_use', 'nor does a service'
);
select lives_ok($$ update api.services set capacity = 4 where service_id = tests.id('group') $$, 'more seats are always welcome');
select lives_ok($$ update api.services set capacity = 3 where service_id = tests.id('group') $$, 'and fewer, down to those that are taken');

-- Had it happened all the same, by a restored backup say: nobody joins, and one who leaves makes no room.
select tests.act_as('owner');
set constraints all immediate;
alter table app.availability_rules disable trigger _200_guard_seats;
update app.availability_rules set capacity = 2 where practitioner_id = tests.id('ada') and weekday = 2;
alter table app.availability_rules enable trigger _200_guard_seats;
select tests.act_as('ada');
select status from api.cancel_booking(:'first');
select tests.act_as('anon');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('group'), tests.at('2027-01-05 10:00')), 'slot_full', 'two of two are there'
);
select is_empty(
  $$ select 1 from api.available_slots(tests.id('ada'), tests.id('group'), '2027-01-05', '2027-01-05') where starts_at = tests.at('2027-01-05 10:00') $$, 'and it is not offered'
);
select tests.as_owner($$ select booking_id from app.bookings where client_email = '4@example.com' $$) as fourth \gset
select tests.act_as('ada');
select status from api.cancel_booking(:'fourth');
select tests.act_as('anon');
select lives_ok($$ select tests.book('group', '2027-01-05 10:00', '5@example.com') $$, 'with one of two there is room');
select is(
  (select seats_left from api.available_slots(tests.id('ada'), tests.id('group'), '2027-01-05', '2027-01-05') where starts_at = tests.at('2027-01-05 11:00')), 2,
  'an empty slot has two'
);
-- The same client twice in one slot.
select tests.book('group', '2027-01-06 10:00', 'hana@example.com');
select tests.hold('group', '2027-01-06 10:00') as again \gset
select tests.refuses(format($$ select api.confirm_hold(%L, tests.client('hana@example.com')) $$, :'again'), 'client_busy', 'one person takes one seat');

-- Windows that meet: extra hours and rules with few seats do not take them from a session that reaches into them either.
select tests.book('group', '2027-01-08 11:00', n || '@extra.example') from generate_series(1, 3) as n;
select tests.act_as('ada');
select tests.refuses(
  $$ insert into api.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at, capacity)
     values (tests.id('river'), tests.id('ada'), 'extra_hours', tests.at('2027-01-08 11:30'), tests.at('2027-01-08 12:30'), 2) $$,
  'rule_in_use', 'extra hours with two seats over a session of three'
);
select lives_ok(
  $$ insert into api.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at, capacity)
     values (tests.id('river'), tests.id('ada'), 'extra_hours', tests.at('2027-01-08 12:00'), tests.at('2027-01-08 13:00'), 2) $$, 'beside it they may be'
);
select tests.refuses(
  $$ update api.availability_exceptions set starts_at = tests.at('2027-01-08 11:45') where capacity = 2 $$, 'rule_in_use', 'nor may they come to lie over it'
);
select is(
  tests.detail($$ update api.availability_rules set capacity = 2 where practitioner_id = tests.id('ada') and weekday = 5 and ends_local = '12:00' $$),
  (select format('More seats are taken already: 3 on 2027-01-08 11:00 (%s).', string_agg(b.reference, ', ' order by b.reference))
   from api.bookings as b where b.starts_at = tests.at('2027-01-08 11:00')),
  'and those who sit there are named'
);
