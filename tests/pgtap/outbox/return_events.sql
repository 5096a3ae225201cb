-- req: DR-5.2
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00');
select tests.freeze('2027-01-04 13:02+00');
select tests.act_as('service');
select array_agg(event_id) as mine from api.claim_events('stopping', 10, 60) \gset
select is(api.return_events('another', :'mine'), 0, 'what another has cannot be given back');
select is(api.return_events('stopping', :'mine'), cardinality(:'mine'::uuid[]), 'a worker that stops gives back what it has not tried');
select is(
  tests.as_owner(format('select max(attempts) || coalesce(max(leased_by), '' nobody'') from app.outbox_events where event_id = any(%L)', :'mine')),
  '0 nobody', 'as if it had never been claimed'
);
select tests.everything() as before \gset
select is(api.return_events('stopping', :'mine'), 0, 'twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select is(
  (select array_agg(c.event_id order by c.event_id) from api.claim_events('next', 10) as c), (select array_agg(e order by e) from unnest(:'mine'::uuid[]) as e),
  'the next one has it at once'
);
select api.mark_delivered(each, '250 ok') from unnest(:'mine'::uuid[]) as each;
select is(api.return_events('next', :'mine'), 0, 'what was delivered stays so');
select tests.act_as('cleo');
select tests.forbids('select api.return_events(''w'', ''{}'')', 'an admin is no worker');
select tests.act_as('anon');
select tests.forbids('select api.return_events(''w'', ''{}'')', 'nor is anon');
