-- req: DR-5.2
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00');
select tests.act_as('service');
select event_id from api.claim_events('w', 1) \gset
select tests.freeze('2027-01-04 13:01:30+00');

select is(
  api.mark_delivered(:'event_id', '250 ok'), '{"status": "delivered", "next_attempt_at": null, "seconds": 90}', 'the provider has taken the message'
);
select is(
  tests.as_owner(format('select status || '' '' || receipt from app.outbox_events where event_id = %L', :'event_id')), 'delivered 250 ok', 'its receipt is kept'
);
select is(tests.audited(:'event_id'), array['message.attempted by service:edge', 'message.delivered by service:edge'], 'the attempt and its end are in the log');
select tests.everything() as before \gset
select is(api.mark_delivered(:'event_id', 'again') ->> 'status', 'delivered', 'saying it twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select is(api.mark_failed(:'event_id', 'too late', true) ->> 'status', 'delivered', 'what was delivered does not fail afterwards');
select tests.refuses(format('select api.mark_delivered(%L)', tests.id('nobody')), 'not_found', 'an unknown event');
select tests.refuses('select api.mark_delivered(null)', 'not_found', 'no event');
select tests.act_as('cleo');
select tests.forbids(format('select api.mark_delivered(%L)', :'event_id'), 'an admin is no worker');
select tests.act_as('anon');
select tests.forbids(format('select api.mark_delivered(%L)', :'event_id'), 'nor is anon');
