-- req: TS-9
-- A client is not in two places at once; a confirmation that cannot succeed gives the time back.
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00', 'gil@example.com', 'dan') as booking_id \gset
select tests.hold('single', '2027-01-05 10:15') as key \gset

select tests.refuses(format('select api.confirm_hold(%L, tests.client())', :'key'), 'client_busy', 'gil is with dan at that time');
select is(current_setting('response.status'), '409', 'with the status of a conflict');
select is(tests.claims('ada'), 0::bigint, 'the hold is released at once');
select is(tests.as_owner('select count(*) from app.bookings'), '1', 'and nothing was booked');
select lives_ok($$ select tests.book('single', '2027-01-05 10:15', 'hana@example.com') $$, 'another client has the time');
select tests.act_as('anon');
select tests.refuses(format('select api.confirm_hold(%L, tests.client())', :'key'), 'hold_expired', 'the failed hold is gone');

select tests.act_as('owner');
update app.services set client_may_overlap = true where service_id = tests.id('group');
select tests.act_as('anon');
select lives_ok($$ select tests.book('group', '2027-01-05 09:00', 'hana@example.com') $$, 'a service may allow clients to overlap');
