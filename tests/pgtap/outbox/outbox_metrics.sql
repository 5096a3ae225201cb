-- req: DR-5.2
select tests.freeze();
delete from app.outbox_events;
select tests.act_as('service');
select is(
  api.outbox_metrics(), '{"waiting": [], "ended": [], "oldest_seconds": 0, "oldest_due_seconds": 0}', 'an empty outbox has nothing to tell'
);

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00');
select tests.book('single', '2027-01-05 14:00');
select tests.freeze('2027-01-04 13:02+00');
select tests.act_as('service');
select event_id as sent from api.claim_events('w', 1) \gset
select event_id as refused from api.claim_events('w', 1) \gset
select event_id as leased from api.claim_events('w', 1) \gset
select api.mark_delivered(:'sent', '250 ok');
select api.mark_failed(:'refused', '550 no', false);

select is(
  api.outbox_metrics() -> 'waiting',
  '[{"topic": "booking.confirmed", "state": "due", "messages": 1}, {"topic": "booking.confirmed", "state": "leased", "messages": 1}]',
  'what is due is told from what a worker has'
);
select is(
  api.outbox_metrics() -> 'ended',
  '[{"topic": "booking.confirmed", "status": "delivered", "messages": 1}, {"topic": "booking.confirmed", "status": "failed", "messages": 1}]',
  'what was sent is told from what failed'
);
select is(
  (api.outbox_metrics() ->> 'oldest_due_seconds')::numeric::integer,
  extract(epoch from app.now() - tests.as_owner('select min(next_attempt_at) from app.outbox_events where status = ''queued'' and leased_by is null')::timestamptz)::integer,
  'the first that is due says for how long'
);
select api.mark_failed(:'leased', '450 busy', true);
select is(api.outbox_metrics() #>> '{waiting,1,state}', 'later', 'another attempt is for later');
select ok(
  (select bool_and(k in ('waiting', 'ended', 'oldest_seconds', 'oldest_due_seconds')) from jsonb_object_keys(api.outbox_metrics()) as k)
  and api.outbox_metrics()::text !~ tests.id('river')::text,
  'no tenant is named'
);
select tests.freeze('2027-01-06 13:00+00');
select is(api.outbox_metrics() -> 'ended', '[]', 'after a day nobody counts it');

select tests.act_as('cleo');
select tests.forbids('select api.outbox_metrics()', 'an admin is no operator');
select tests.act_as('anon');
select tests.forbids('select api.outbox_metrics()', 'nor is anon');
