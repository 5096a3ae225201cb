-- A worker keeps what it is still at, and gives back what it has not tried; what is another's it cannot touch.
select tests.freeze();
select tests.act_as('cleo');
select api.register_webhook_endpoint(tests.id('river'), 'https://a.example', array['booking.created']) ->> 'endpoint_id' as a \gset
select api.send_test_webhook(:'a') ->> 'delivery_id' as delivery_id \gset
select tests.act_as('service');
select is((select count(*) from api.claim_webhook_deliveries('w', 1, 60)), 1::bigint, 'claimed for a minute');
select tests.freeze('2027-01-04 13:00:50+00');
select is_empty(format($$ select api.renew_webhook_leases('v', array[%L]::uuid[], 60) $$, :'delivery_id'), 'another worker cannot renew it');
select is((select r from api.renew_webhook_leases('w', array[:'delivery_id', tests.id('nobody')]::uuid[], 60) as r), :'delivery_id'::uuid, 'its own worker can');
select tests.freeze('2027-01-04 13:01:10+00');
select is_empty($$ select 1 from api.claim_webhook_deliveries('v') $$, 'so it is nobody else''s');
select is(api.return_webhook_deliveries('v', array[:'delivery_id']::uuid[]), 0, 'another worker cannot give it back');
select is(api.return_webhook_deliveries('w', array[:'delivery_id']::uuid[]), 1, 'its own can');
select is(api.return_webhook_deliveries('w', array[:'delivery_id']::uuid[]), 0, 'once');
select is((select attempt from api.claim_webhook_deliveries('v')), 1, 'and it is due again, as a first attempt');
select tests.act_as('cleo');
select tests.forbids($$ select api.renew_webhook_leases('w', '{}', 60) $$, 'an admin is no worker');
select tests.forbids($$ select api.return_webhook_deliveries('w', '{}') $$, 'nor does she return any');
