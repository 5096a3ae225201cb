-- req: BM-R10 BM-S9 TS-5
select tests.freeze();
select tests.act_as('ada');
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), tests.client(), recurrence => 'FREQ=WEEKLY;COUNT=3') ->> 'series_id' as series_id \gset
select tests.everything() as before \gset

-- Bad input.
select tests.refuses(format('select api.reschedule_series(%L, %s)', :'series_id', arguments), 'invalid_argument', description)
from (values
  ('from_date => null', 'nothing to change'),
  ($$shift => '1 day', weekday => 2$$, 'a shift and a weekday'),
  ($$shift => '1 day', starts_local => '10:00'$$, 'a shift and a time'),
  ($$shift => '1 month'$$, 'a shift by a month'),
  ($$shift => '1 year'$$, 'or by a year of any length'),
  ($$shift => '30 seconds'$$, 'half a minute'),
  ($$shift => '0'$$, 'a shift by nothing'),
  ($$shift => '400 days'$$, 'more than a year'),
  ($$shift => '-400 days'$$, 'or a year back'),
  ($$shift => '1 day', from_date => 'infinity'$$, 'from the end of time'),
  ('weekday => 0', 'no such weekday'),
  ('weekday => 8', 'nor this'),
  ($$starts_local => '10:00:30'$$, 'a time with seconds'),
  ($$starts_local => '24:00'$$, 'the end of a day'),
  ($$shift => '1 day', mode => 'whatever'$$, 'no such mode'),
  ($$shift => '1 day', mode => null$$, 'no mode'),
  ($$shift => '1 day', idempotency_key => 'short'$$, 'a key that is too short')
) as bad (arguments, description);
select throws_ok($$ select api.reschedule_series('rubbish', shift => '1 day') $$, '22P02', null, 'a malformed id is refused by its type: 400');
select tests.refuses(format($$ select api.reschedule_series(%L, shift => '1 day') $$, tests.id('nobody')), 'not_found', 'an unknown series');
select tests.refuses($$ select api.reschedule_series(null, shift => '1 day') $$, 'not_found', 'no series');

-- Who may.
select tests.act_as('dan');
select tests.refuses(format($$ select api.reschedule_series(%L, shift => '1 day') $$, :'series_id'), 'not_allowed', 'a colleague does not move ada''s series');
select tests.act_as('eve');
select tests.refuses(format($$ select api.reschedule_series(%L, shift => '1 day') $$, :'series_id'), 'not_found', 'to eve it does not exist');
select tests.act_as('ben');
select tests.refuses(format($$ select api.reschedule_series(%L, shift => '1 day') $$, :'series_id'), 'not_found', 'nor to ben, whose it is not');
select tests.act_as('anon');
select tests.forbids(format($$ select api.reschedule_series(%L, shift => '1 day') $$, :'series_id'), 'anon may not ask');
select is(tests.everything(), :'before', 'none of these wrote anything');
select tests.act_as('cleo');
select is(jsonb_array_length(api.reschedule_series(:'series_id', shift => '1 day') -> 'bookings'), 3, 'an admin moves it');
