-- A worker is given what is due with what it needs to sign: in turns, a few of each endpoint, a booking's in order.
select tests.freeze();
select tests.act_as('cleo');
select api.register_webhook_endpoint(tests.id('river'), 'https://a.example/in', array(select event_type from api.webhook_event_types)) as answer \gset
select :'answer'::jsonb ->> 'endpoint_id' as a, :'answer'::jsonb ->> 'secret' as first_secret \gset
select api.register_webhook_endpoint(tests.id('river'), 'https://b.example/in', array['booking.created'], detail => true) ->> 'endpoint_id' as b \gset
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.token(:'booking_id', 'the-token-of-gil');
select api.reschedule_by_token('the-token-of-gil', tests.at('2027-01-06 10:00')) ->> 'status';

select tests.act_as('service');
create temp table claimed as select * from api.claim_webhook_deliveries('worker 1', 10, 60);
select bag_eq(
  'select url || '' '' || event_type || '' '' || attempt from claimed', array['https://a.example/in booking.created 1', 'https://b.example/in booking.created 1'],
  'each endpoint''s first; the second about the same booking waits'
);
select is(secrets, array[:'first_secret'], 'with the secret to sign by') from claimed where endpoint_id = :'a';
select is(
  payload #- '{data,sequence}' #- '{data,reference}' #- '{data,client_id}',
  jsonb_build_object('type', 'booking.created', 'timestamp', app.now(), 'data', jsonb_build_object(
    'booking_id', :'booking_id'::uuid, 'organization_id', tests.id('river'), 'practitioner_id', tests.id('ada'), 'service_id', tests.id('single'),
    'status', 'confirmed', 'starts_at', tests.at('2027-01-05 10:00'), 'ends_at', tests.at('2027-01-05 10:50')
  )),
  'thin, as it was, though the booking has moved'
) from claimed where endpoint_id = :'a';
select is(
  payload -> 'data' -> 'client',
  '{"name": "Gil Guest", "email": "gil@example.com", "phone": "+1 416 555 0100", "time_zone": "America/Toronto", "locale": "en-CA"}',
  'with names where the organization chose detail'
) from claimed where endpoint_id = :'b';
select is(payload #>> '{data,service,name}' || ' ' || (payload #>> '{data,practitioner,display_name}'), 'Session Ada', 'the service''s and practitioner''s too')
from claimed where endpoint_id = :'b';
select is_empty($$ select 1 from api.claim_webhook_deliveries('worker 2') $$, 'nobody else gets them while the lease lasts');
select tests.freeze(tests.at('2027-01-04 08:01'));
select is((select array_agg(distinct attempt) from api.claim_webhook_deliveries('worker 2')), array[2], 'a lease that ends makes them due again');

-- In order, but a retry holds nothing back.
select delivery_id as first from claimed where endpoint_id = :'a' \gset
select is(api.mark_webhook_failed(:'first', 'HTTP 500', 500) ->> 'status', 'queued', 'the first is to be tried again');
select tests.freeze(tests.at('2027-01-04 08:01') + interval '30 seconds');
select is((select array_agg(event_type) from api.claim_webhook_deliveries('worker 1')), array['booking.created'], 'a failing endpoint has one at a time, in order');
select is(api.mark_webhook_failed(:'first', 'HTTP 500', 500) ->> 'status', 'queued', 'it fails once more');
select tests.freeze(tests.at('2027-01-04 08:01') + interval '45 seconds');
select is((select array_agg(event_type) from api.claim_webhook_deliveries('worker 1')), array['booking.rescheduled'], 'while it waits for its next attempt the other goes');

-- Rotation: both sign for a day.
select tests.act_as('cleo');
select api.rotate_webhook_secret(:'a') ->> 'secret' as second_secret \gset
select tests.act_as('service');
select tests.freeze(tests.at('2027-01-05 07:00'));
select is((select secrets from api.claim_webhook_deliveries('w', 10, 60) where endpoint_id = :'a'), array[:'second_secret', :'first_secret'], 'the new one first');
select tests.freeze(tests.at('2027-01-05 08:02'));
select is((select secrets from api.claim_webhook_deliveries('w', 10, 60) where endpoint_id = :'a'), array[:'second_secret'], 'after a day the new one alone');

-- Many endpoints, many deliveries: in turns.
select tests.act_as('owner');
delete from app.webhook_deliveries;
update app.webhook_endpoints set failures = 0, failing_since = null, resting_until = null;
insert into app.webhook_deliveries (organization_id, endpoint_id, event_type, subject_id, data)
select tests.id('river'), e.endpoint_id, 'booking.created', gen_random_uuid(), '{}'
from (values (:'a'::uuid, 1000), (:'b'::uuid, 1)) as e (endpoint_id, many), generate_series(1, e.many);
select tests.act_as('service');
create temp table shares as select endpoint_id, count(*) from api.claim_webhook_deliveries('w', 8, 60) group by 1;
select set_eq('select * from shares', format('values (%L::uuid, 4::bigint), (%L, 1)', :'a', :'b'), 'a thousand of one do not keep the other waiting');
select is_empty($$ select 1 from api.claim_webhook_deliveries('w', 8, 60) $$, 'nor does one endpoint get more than four at a time');

-- Who may.
select tests.act_as('cleo');
select tests.forbids($$ select * from api.claim_webhook_deliveries('w') $$, 'an admin is no worker');
select tests.act_as('anon');
select tests.forbids($$ select * from api.claim_webhook_deliveries('w') $$, 'nor is anon');
