-- req: SC-4.3
-- A failed attempt comes back later and later for three days; 410 ends the endpoint, and so do three days without success.
select tests.freeze();
create function pg_temp.seen(p_delivery_id text) returns text language sql security definer as $$
  select concat_ws(' ', d.status, d.attempts, d.response_status, d.duration_ms, d.last_error) from app.webhook_deliveries as d where d.delivery_id = p_delivery_id::uuid;
$$;
create function pg_temp.endpoint(p_endpoint_id text) returns text language sql security definer as $$
  select concat_ws(' ', e.status, e.disabled_because, e.failures) from app.webhook_endpoints as e where e.endpoint_id = p_endpoint_id::uuid;
$$;
create function pg_temp.attempt(p_delivery_id text, p_attempt integer, p_asked integer) returns interval language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform tests.as_owner(format('update app.webhook_deliveries set attempts = %s where delivery_id = %L returning 1', p_attempt, p_delivery_id));
  v_answer := api.mark_webhook_failed(p_delivery_id::uuid, 'HTTP 503', 503, 1, p_asked);
  return (v_answer ->> 'next_attempt_at')::timestamptz - app.now();
end;
$$;
grant execute on function pg_temp.seen(text), pg_temp.endpoint(text), pg_temp.attempt(text, integer, integer) to public;

select tests.act_as('cleo');
select api.register_webhook_endpoint(tests.id('river'), 'https://a.example', array['booking.created']) ->> 'endpoint_id' as a \gset
select api.send_test_webhook(:'a') ->> 'delivery_id' as delivery_id \gset

select tests.act_as('service');
select api.claim_webhook_deliveries('w') as claimed \gset
select api.mark_webhook_failed(:'delivery_id', 'HTTP 503', 503, 12) as answer \gset
select ok((:'answer'::jsonb ->> 'next_attempt_at')::timestamptz - app.now() between interval '4 seconds' and interval '6 seconds', 'after about five seconds');
select is(pg_temp.seen(:'delivery_id'), 'queued 1 503 12 HTTP 503', 'the log says what was wrong');
select is(pg_temp.endpoint(:'a'), 'active 1', 'and the endpoint that it fails');

select ok(
  waits between least(interval '6 hours', interval '5 seconds' * power(4, least(n, 9) - 1)) * 0.8 and least(interval '6 hours', interval '5 seconds' * power(4, least(n, 9) - 1)) * 1.2,
  format('attempt %s waits about %s', n, least(interval '6 hours', interval '5 seconds' * power(4, least(n, 9) - 1)))
)
from unnest(array[2, 3, 4, 5, 6, 7, 8, 9, 30, 1000]) as n cross join lateral pg_temp.attempt(:'delivery_id', n, null) as waits;
select is(pg_temp.attempt(:'delivery_id', 1, 3600), interval '1 hour', 'as long as the receiver asks for');
select is(pg_temp.attempt(:'delivery_id', 1, 2000000000), interval '1 day', 'a day at most');
select ok(pg_temp.attempt(:'delivery_id', 1, -5) between interval '4 seconds' and interval '6 seconds', 'nonsense is no reason to hurry');
select ok(
  tests.as_owner(format('select resting_until - app.now() from app.webhook_endpoints where endpoint_id = %L', :'a'))::interval between '8 minutes' and '12 minutes',
  'the endpoint itself rests about ten minutes at most'
);

-- The end of three days.
select tests.freeze(tests.at('2027-01-07 07:00'));
select is(pg_temp.attempt(:'delivery_id', 17, null), interval '1 hour', 'the last attempt is at the very end');
select tests.freeze(tests.at('2027-01-07 08:00'));
select is(api.mark_webhook_failed(:'delivery_id', 'HTTP 503', 503), '{"status": "failed", "next_attempt_at": null}', 'then it is given up');
select is(pg_temp.endpoint(:'a'), 'disabled failing ' || 17, 'and the endpoint, which took nothing for three days, is switched off');
select is(tests.audited(:'delivery_id'), array['webhook_delivery.failed by service:edge'], 'both is in the log');
select ok('webhook_endpoint.disabled by service:edge' = any (tests.audited(:'a')), 'of the endpoint too');
select is(
  tests.as_owner('select array_agg(concat_ws('' '', topic, recipient, subject_id, data ->> ''because'', data ->> ''host'')) from app.outbox_events'),
  format('{"webhook.disabled admin %s failing a.example"}', tests.id('cleo.member')), 'and the admin will be told'
);
select is(
  (select payload - 'organization' - 'webhook' from api.claim_events('w') where topic = 'webhook.disabled'),
  '{"admin": {"name": "Cleo", "email": "cleo@example.com"}}', 'by mail'
);
select tests.act_as('cleo');
select is((select topic from api.notifications), 'webhook.disabled', 'and within the app');
select tests.act_as('service');
select is(api.mark_webhook_failed(:'delivery_id', 'again') ->> 'status', 'failed', 'saying it twice is no error');

-- Replay.
select tests.act_as('cleo');
select tests.refuses(format('select api.replay_webhook_delivery(%L)', :'delivery_id'), 'illegal_transition', 'not to an endpoint that is off');
select api.enable_webhook_endpoint(:'a') ->> 'status';
select is(api.replay_webhook_delivery(:'delivery_id') ->> 'status', 'queued', 'the admin sends it once more');
select tests.act_as('service');
select is((select delivery_id || ' ' || attempt from api.claim_webhook_deliveries('w')), :'delivery_id' || ' 1', 'under the same id');
select is(api.mark_webhook_delivered(:'delivery_id', 204, 7) ->> 'status', 'delivered', 'this time it is taken');
select is(api.mark_webhook_delivered(:'delivery_id', 204, 7) ->> 'status', 'delivered', 'saying so twice is no error');
select is(pg_temp.seen(:'delivery_id'), 'delivered 1 204 7', 'and the log keeps no error');

-- One event that is refused does not end an endpoint that takes others.
select tests.act_as('cleo');
select api.send_test_webhook(:'a') ->> 'delivery_id' as poison \gset
select tests.act_as('service');
select api.claim_webhook_deliveries('w');
select api.mark_webhook_failed(:'poison', 'HTTP 500', 500) ->> 'status';
select tests.freeze(tests.at('2027-01-10 07:00'));
select tests.act_as('cleo');
select api.send_test_webhook(:'a') ->> 'delivery_id' as good \gset
select tests.act_as('service');
select api.mark_webhook_delivered(:'good', 200) ->> 'status';
select is(pg_temp.endpoint(:'a'), 'active 0', 'a success clears the record');
select tests.freeze(tests.at('2027-01-10 08:00'));
select is(api.mark_webhook_failed(:'poison', 'HTTP 500', 500) ->> 'status', 'failed', 'the one is given up');
select is(pg_temp.endpoint(:'a'), 'active 1', 'the endpoint is not');

-- 410: gone.
select tests.act_as('cleo');
select api.send_test_webhook(:'a') ->> 'delivery_id' as one \gset
select api.send_test_webhook(:'a') ->> 'delivery_id' as other \gset
select tests.act_as('service');
select is(api.mark_webhook_failed(:'one', 'HTTP 410', 410) ->> 'status', 'failed', 'gone is gone');
select is(pg_temp.endpoint(:'a'), 'disabled gone 2', 'the endpoint is switched off at once');
select is(pg_temp.seen(:'other'), 'dropped 0 The endpoint was switched off.', 'and what waited for it dropped');
select is(api.mark_webhook_failed(:'other', 'HTTP 500') ->> 'status', 'dropped', 'a worker that had it in hand is told');

select tests.refuses(format('select api.mark_webhook_failed(%L, ''x'')', tests.id('nobody')), 'not_found', 'an unknown delivery');
select tests.refuses(format('select api.mark_webhook_delivered(%L, 200)', tests.id('nobody')), 'not_found', 'nor delivered');
select tests.act_as('cleo');
select tests.forbids(format('select api.mark_webhook_failed(%L, ''x'')', :'one'), 'an admin is no worker');
select tests.forbids(format('select api.mark_webhook_delivered(%L, 200)', :'one'), 'nor can she call it delivered');

-- What is old is forgotten.
select api.enable_webhook_endpoint(:'a') ->> 'status', api.rotate_webhook_secret(:'a') ->> 'endpoint_id';
select api.send_test_webhook(:'a') ->> 'delivery_id' as lost \gset
select tests.act_as('service');
select api.claim_webhook_deliveries('w');
select tests.as_owner(format('update app.webhook_deliveries set attempts = 40 where delivery_id = %L returning 1', :'lost'));
select tests.freeze(tests.at('2027-01-11 08:00'));
select api.tick() is not null;
select is(tests.as_owner('select count(*) from app.webhook_secrets'), '1', 'a rotated secret after a day');
select is(pg_temp.seen(:'lost'), 'failed 40 No worker came back from it.', 'what no worker comes back from is given up');
select isnt(pg_temp.seen(:'good'), '', 'the log is still there');
select tests.freeze(tests.at('2027-02-20 08:00'));
select api.tick() is not null;
select is(tests.as_owner('select count(*) from app.webhook_deliveries'), '0', 'and after 30 days it is not');
