-- Nobody blocks a practitioner's day with holds.
select tests.freeze();
select tests.act_as('anon');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.7, 10.0.0.1"}', true);
select lives_ok(format($$ select tests.hold('approval', '2027-01-05 %s') $$, hour), format('a time is held: %s', hour))
from unnest(array['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '13:00', '13:30', '14:00', '14:30']) as hour;
select tests.refuses($$ select tests.hold('approval', '2027-01-06 09:00') $$, 'too_many_requests', 'one address holds ten times at most');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.8"}', true);
select lives_ok($$ select tests.hold('approval', '2027-01-06 09:00') $$, 'another address is another caller');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.7"}', true);
select tests.freeze(tests.at('2027-01-04 08:05'));
select lives_ok($$ select tests.hold('approval', '2027-01-06 09:30') $$, 'lapsed holds are not counted');
select tests.as_owner('select requester from app.holds where requester is not null limit 1') as requester \gset
select matches(:'requester'::text, '^[0-9a-f]{32}$', 'no address is kept, only its hash');
