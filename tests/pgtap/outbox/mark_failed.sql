-- req: DR-5.2 SC-4.2
-- Transient failures come back later and later, with jitter; the tenth is the last; permanent ones end at once.
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00');
select tests.act_as('service');
select event_id from api.claim_events('w', 1) \gset

select api.mark_failed(:'event_id', 'greylisted', true) as answer \gset
select is(:'answer'::jsonb ->> 'status', 'queued', 'a transient failure is queued again');
select ok(
  (:'answer'::jsonb ->> 'next_attempt_at')::timestamptz - app.now() between interval '4 seconds' and interval '6 seconds', 'after five seconds, a fifth more or less'
);
select is(tests.audited(:'event_id'), array['message.attempted by service:edge', 'message.delayed by service:edge'], 'the attempt and its end are in the log');

create function pg_temp.attempt(p_event_id uuid, p_attempt integer) returns interval language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform tests.as_owner(format('update app.outbox_events set attempts = %s where event_id = %L returning 1', p_attempt, p_event_id));
  v_answer := api.mark_failed(p_event_id, 'greylisted', true);
  return (v_answer ->> 'next_attempt_at')::timestamptz - app.now();
end;
$$;
grant execute on function pg_temp.attempt(uuid, integer) to public;
select ok(
  waits between interval '4 seconds' * power(2, n - 1) and interval '6 seconds' * power(2, n - 1), format('attempt %s waits about %s seconds', n, 5 * power(2, n - 1))
)
from generate_series(2, 9) as n
cross join lateral pg_temp.attempt(:'event_id', n) as waits;
select tests.as_owner(format('update app.outbox_events set attempts = 10 where event_id = %L returning 1', :'event_id'));
select is(api.mark_failed(:'event_id', 'greylisted', true), '{"status": "failed", "next_attempt_at": null}', 'the tenth is the last');
select is((tests.audited(:'event_id'))[11], 'message.failed by service:edge', 'and the log says that it was given up');
select is(api.mark_failed(:'event_id', 'again', true) ->> 'status', 'failed', 'saying it twice is no error');
select is(api.mark_delivered(:'event_id', 'after all') ->> 'status', 'delivered', 'what left after all has been delivered');

select event_id as second from api.claim_events('w', 1) \gset
select is(api.mark_failed(:'second', 'no such mailbox', false), '{"status": "failed", "next_attempt_at": null}', 'a permanent failure ends at once');
select is(
  tests.as_owner(format('select last_error || '' '' || (finished_at = app.now()) from app.outbox_events where event_id = %L', :'second')),
  'no such mailbox true', 'why and when is kept'
);
select tests.refuses(format($$ select api.mark_failed(%L, 'x') $$, tests.id('nobody')), 'not_found', 'an unknown event');
select tests.act_as('cleo');
select tests.forbids(format($$ select api.mark_failed(%L, 'x') $$, :'second'), 'an admin is no worker');
select tests.act_as('anon');
select tests.forbids(format($$ select api.mark_failed(%L, 'x') $$, :'second'), 'nor is anon');
