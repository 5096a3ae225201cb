-- Calls are counted by the minute.
select tests.freeze();
select lives_ok($$ select app.limit_rate('a bucket', 3) $$, format('call %s of three', n)) from generate_series(1, 3) as n;
select tests.refuses($$ select app.limit_rate('a bucket', 3) $$, 'too_many_requests', 'the fourth within a minute is refused');
select lives_ok($$ select app.limit_rate('another bucket', 3) $$, 'another bucket has its own count');
select tests.freeze(tests.at('2027-01-04 08:01'));
select lives_ok($$ select app.limit_rate('a bucket', 3) $$, 'a minute later it may again');
select tests.freeze(tests.at('2027-01-04 08:10'));
select tests.act_as('service');
select api.tick() ->> 'keys_purged';
select is(tests.as_owner('select count(*) from app.rate_limits'), '0', 'old counts are forgotten');
