-- req: DR-5.2
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00');
select tests.freeze('2027-01-04 13:02+00');
select tests.act_as('service');
select array_agg(event_id) as mine from api.claim_events('slow', 10, 60) \gset
select ok(cardinality(:'mine'::uuid[]) > 0, 'a slow worker has some messages');

select tests.freeze('2027-01-04 13:02:50+00');
select is((select count(*) from api.renew_leases('slow', :'mine', 60))::integer, cardinality(:'mine'::uuid[]), 'it keeps what it is still at');
select tests.freeze('2027-01-04 13:03:40+00');
select is_empty($$ select event_id from api.claim_events('other', 10) $$, 'so that nobody else gets it when the first lease would have ended');
select is(
  tests.as_owner(format('select max(attempts)::text from app.outbox_events where event_id = any(%L)', :'mine')), '1', 'and it is one attempt still'
);

select tests.freeze('2027-01-04 13:05+00');
select is((select count(*) from api.claim_events('other', 10))::integer, cardinality(:'mine'::uuid[]), 'a lease that was not renewed ends');
select is_empty(format($$ select api.renew_leases('slow', %L) $$, :'mine'), 'and cannot be had back from the other');
select tests.freeze('2027-01-04 13:10+00');
select is((select count(*) from api.renew_leases('other', :'mine'))::integer, cardinality(:'mine'::uuid[]), 'one that ended and was not taken is renewed all the same');
select api.mark_delivered(each, '250 ok') from unnest(:'mine'::uuid[]) as each;
select tests.everything() as before \gset
select is_empty(format($$ select api.renew_leases('other', %L) $$, :'mine'), 'what was delivered is nobody''s');
select is_empty($$ select api.renew_leases('other', '{}') $$, 'nothing in hand, nothing to keep');
select is(tests.everything(), :'before', 'and nothing is written');
select tests.act_as('cleo');
select tests.forbids('select api.renew_leases(''w'', ''{}'')', 'an admin is no worker');
select tests.act_as('anon');
select tests.forbids('select api.renew_leases(''w'', ''{}'')', 'nor is anon');
