-- req: DR-3.1 DR-3.3 CP-5.1 CP-5.2 CP-5.3 CP-3.5 CP-3.6 CP-5.8
select tests.freeze();
create function pg_temp.starts(p_service text, p_date date, p_practitioner text default 'ada', p_hold_key text default null) returns text[] language sql as $$
  select array_agg(to_char(s.starts_at at time zone 'America/Toronto', 'HH24:MI') || case when s.seats_left > 1 then ' x' || s.seats_left else '' end order by s.starts_at)
  from api.available_slots(tests.id(p_practitioner), tests.id(p_service), p_date, p_date, hold_key => p_hold_key) as s;
$$;
grant execute on function pg_temp.starts(text, date, text, text) to public;
select tests.act_as('anon');

select is(pg_temp.starts('group', '2027-01-05'), array['09:00 x3', '10:00 x3', '11:00 x3', '13:00 x3', '14:00 x3', '15:00 x3', '16:00 x3'], 'an empty day');
select is(pg_temp.starts('group', '2027-01-09'), null, 'a day without hours');
select is(pg_temp.starts('group', '2027-01-03'), null, 'yesterday');

-- Bookings, holds, buffers, seats.
select tests.book('single', '2027-01-05 10:00');
select is(pg_temp.starts('group', '2027-01-05'), array['11:00 x3', '13:00 x3', '14:00 x3', '15:00 x3', '16:00 x3'], 'a session with its buffers takes the hours that it touches');
select tests.hold('group', '2027-01-06 10:00') as key \gset
select tests.book('group', '2027-01-06 10:00', 'hana@example.com');
select is((pg_temp.starts('group', '2027-01-06'))[2], '10:00', 'two of three seats are taken: one is left');
select is((pg_temp.starts('group', '2027-01-06', p_hold_key => :'key'))[2], '10:00 x2', 'to its holder the own hold is no obstacle');
select tests.book('group', '2027-01-06 10:00', 'iris@example.com') as third \gset
select is((pg_temp.starts('group', '2027-01-06'))[2], '11:00 x3', 'a full slot is not offered');
select tests.act_as('ada');
select status from api.cancel_booking(:'third');
select tests.act_as('anon');
select is((pg_temp.starts('group', '2027-01-06'))[2], '10:00', 'a cancelled seat is');
select tests.freeze(tests.at('2027-01-04 08:05'));
select is((pg_temp.starts('group', '2027-01-06'))[2], '10:00 x2', 'and so is a lapsed hold''s');
select tests.freeze();

-- Notice, window, daily limit.
select is(pg_temp.starts('limited', '2027-01-04'), null, 'nothing within the notice');
select is((pg_temp.starts('limited', '2027-01-18'))[1:2], null, 'nothing beyond the window: fourteen days from now is eight o''clock');
select is((pg_temp.starts('limited', '2027-01-15'))[1], '09:00', 'the last day of the window');
select tests.book('limited', '2027-01-07 09:00');
select tests.book('limited', '2027-01-07 11:00');
select is(pg_temp.starts('limited', '2027-01-07'), null, 'two a day are the limit');
select tests.act_as('ada');
select ok(cardinality(pg_temp.starts('limited', '2027-01-07')) > 0, 'ada herself is offered more');
select ok(cardinality(pg_temp.starts('limited', '2027-01-04')) > 0, 'and within the notice');

-- Days are those of the zone that asks.
select tests.act_as('anon');
select is(
  (select min(starts_at) from api.available_slots(tests.id('dan'), tests.id('single'), '2027-01-07', '2027-01-07', 'Asia/Tokyo')),
  tests.at('2027-01-06 10:00'), 'the seventh in Tokyo begins on the sixth in Toronto'
);
select tests.act_as('owner');
update app.practitioners set time_zone = 'America/Denver' where practitioner_id = tests.id('dan');
select tests.act_as('anon');
select is(
  (select min(starts_at) from api.available_slots(tests.id('dan'), tests.id('single'), '2027-01-07', '2027-01-07')), '2027-01-07 16:00+00'::timestamptz,
  'unless one asks otherwise, the practitioner''s'
);

-- Bad input.
select tests.refuses(format('select * from api.available_slots(%L, %L, %L, %L, %L)', practitioner, service, from_date, to_date, zone), word, description)
from (values
  (tests.id('nobody'), tests.id('single'), '2027-01-05', '2027-01-05', null, 'not_found', 'an unknown practitioner'),
  (tests.id('ada'), tests.id('nobody'), '2027-01-05', '2027-01-05', null, 'not_found', 'an unknown service'),
  (tests.id('ada'), tests.id('hill.single'), '2027-01-05', '2027-01-05', null, 'not_found', 'a service of another organization'),
  (null, null, '2027-01-05', '2027-01-05', null, 'not_found', 'neither'),
  (tests.id('ada'), tests.id('single'), '2027-01-06', '2027-01-05', null, 'invalid_argument', 'a span that ends before it begins'),
  (tests.id('ada'), tests.id('single'), '2027-01-05', '2027-04-08', null, 'invalid_argument', 'a span of more than 93 days'),
  (tests.id('ada'), tests.id('single'), null, '2027-01-05', null, 'invalid_argument', 'a span without beginning'),
  (tests.id('ada'), tests.id('single'), '2027-01-05', null, null, 'invalid_argument', 'a span without end'),
  (tests.id('ada'), tests.id('single'), '2027-01-05', '2027-01-05', 'Toronto', 'invalid_argument', 'an unknown zone')
) as bad (practitioner, service, from_date, to_date, zone, word, description);
select is(
  (select count(*) from api.available_slots(tests.id('ada'), tests.id('single'), '2027-01-09', '2027-01-09', hold_key => 'nonsense')), 0::bigint,
  'an unknown key changes nothing'
);
select tests.act_as('owner');
update app.practitioners set published = false where practitioner_id = tests.id('ada');
select tests.act_as('anon');
select tests.refuses(
  format($$ select * from api.available_slots(%L, %L, '2027-01-05', '2027-01-05') $$, tests.id('ada'), tests.id('single')), 'not_found',
  'to the public an unpublished practitioner does not exist'
);
select tests.act_as('eve');
select tests.refuses(
  format($$ select * from api.available_slots(%L, %L, '2027-01-05', '2027-01-05') $$, tests.id('ada'), tests.id('single')), 'not_found', 'nor to another tenant'
);
select tests.act_as('dan');
select ok(cardinality(pg_temp.starts('single', '2027-01-08')) > 0, 'a colleague sees the slots');
