-- req: DR-3.1 CP-3.3 CP-3.4
select tests.freeze();
create function pg_temp.starts(p_date date) returns text[] language sql as $$
  select array_agg(to_char(s.starts_at at time zone 'America/Toronto', 'HH24:MI') order by s.starts_at)
  from api.available_slots(tests.id('ada'), tests.id('group'), p_date, p_date) as s;
$$;
create function pg_temp.exception(p_kind text, p_from text, p_to text, p_practitioner text default 'ada', p_organization text default 'river')
returns uuid language sql as $$
  insert into api.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at)
  values (tests.id(p_organization), tests.id(p_practitioner), p_kind, tests.at(p_from), tests.at(p_to))
  returning exception_id;
$$;
grant execute on function pg_temp.starts(date), pg_temp.exception(text, text, text, text, text) to public;

select tests.act_as('ada');
select pg_temp.exception('time_off', '2027-01-05 10:30', '2027-01-05 14:00') as away \gset
select is(pg_temp.starts('2027-01-05'), array['09:00', '14:00', '15:00', '16:00'], 'time off takes what it touches, and no more');
select tests.act_as('anon');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('group'), tests.at('2027-01-05 10:00')), 'outside_availability', 'nobody holds a time off'
);
select tests.act_as('ada');
select pg_temp.exception('extra_hours', '2027-01-09 10:00', '2027-01-09 12:00');
select is(pg_temp.starts('2027-01-09'), array['10:00', '11:00'], 'extra hours add some');
select pg_temp.exception('extra_hours', '2027-01-06 17:00', '2027-01-06 18:30');
select is((pg_temp.starts('2027-01-06'))[6:8], array['15:00', '16:00', '17:00'], 'also beside the weekly ones');
select pg_temp.exception('time_off', '2027-01-09 11:30', '2027-01-09 11:45');
select is(pg_temp.starts('2027-01-09'), array['10:00'], 'where both speak, time off wins');
select pg_temp.exception('extra_hours', '2027-01-09 22:00', '2027-01-10 01:00');
select is(pg_temp.starts('2027-01-09') || pg_temp.starts('2027-01-10'), array['10:00', '22:00', '23:00', '00:00'], 'hours may go past midnight');
select is((tests.audited(:'away'))[1], 'availability_exception.created by user:' || tests.id('ada.user'), 'the log says so');

select throws_ok(format('select pg_temp.exception(%L, %L, %L)', kind, starts, ends), '23514', null, description)
from (values
  ('holiday', '2027-02-01 10:00', '2027-02-01 12:00', 'an unknown kind'),
  ('time_off', '2027-02-01 12:00', '2027-02-01 10:00', 'time off that ends before it begins'),
  ('time_off', '2027-02-01 12:00:30', '2027-02-01 13:00', 'time off at broken minutes'),
  ('extra_hours', '2027-02-01 12:00', '2027-02-02 12:01', 'extra hours of more than a day')
) as bad (kind, starts, ends, description);

-- Not for others.
select tests.act_as('dan');
select throws_ok($$ select pg_temp.exception('time_off', '2027-02-01 10:00', '2027-02-01 12:00') $$, '42501', null, 'dan does not send ada away');
select tests.act_as('eve');
select throws_ok($$ select pg_temp.exception('time_off', '2027-02-01 10:00', '2027-02-01 12:00') $$, '42501', null, 'nor does eve');
select throws_ok(
  $$ select pg_temp.exception('time_off', '2027-02-01 10:00', '2027-02-01 12:00', 'eve', 'river') $$, '42501', null,
  'nor may she point her own into another organization'
);
select is((select count(*) from api.availability_exceptions), 0::bigint, 'nor does she see them');
select tests.act_as('anon');
select tests.forbids('select * from api.availability_exceptions', 'anon may not look');
select tests.act_as('cleo');
select lives_ok($$ select pg_temp.exception('time_off', '2027-02-01 10:00', '2027-02-01 12:00') $$, 'an admin does');

-- Bookings are not left behind.
select tests.act_as('anon');
select tests.book('single', '2027-01-07 10:00');
select tests.book('single', '2027-01-09 10:00', 'hana@example.com') as saturday \gset
select tests.act_as('ada');
select tests.refuses($$ select pg_temp.exception('time_off', '2027-01-07 10:45', '2027-01-07 12:00') $$, 'rule_in_use', 'time off across a booking');
select lives_ok($$ select pg_temp.exception('time_off', '2027-01-07 10:50', '2027-01-07 12:00') $$, 'time off right after one');
select tests.refuses(
  $$ delete from api.availability_exceptions where kind = 'extra_hours' and starts_at = tests.at('2027-01-09 10:00') $$, 'rule_in_use', 'extra hours in which somebody is booked'
);
select status from api.cancel_booking(:'saturday');
select lives_ok($$ delete from api.availability_exceptions where kind = 'extra_hours' and starts_at = tests.at('2027-01-09 10:00') $$, 'once it is cancelled they may go');

-- Only what this change strands counts: a promise kept outside the hours does not tie the practitioner's hands.
select tests.act_as('anon');
select tests.hold('single', '2027-01-08 10:00') as promised \gset
select tests.act_as('ada');
delete from api.availability_rules where practitioner_id = tests.id('ada') and weekday = 5;
select tests.act_as('anon');
select tests.confirm(:'promised', 'iris@example.com');
select tests.act_as('ada');
select lives_ok($$ select pg_temp.exception('extra_hours', '2027-01-16 10:00', '2027-01-16 12:00') $$, 'with a booking outside her hours ada may still open others');
select lives_ok($$ select pg_temp.exception('time_off', '2027-01-20 10:00', '2027-01-20 12:00') $$, 'and take other time off');
