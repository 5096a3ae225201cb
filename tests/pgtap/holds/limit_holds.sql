-- Nobody blocks a practitioner's day with holds.
select tests.freeze();
select tests.act_as('anon');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.7, 10.0.0.1"}', true);
select lives_ok(format($$ select tests.hold('approval', '2027-01-05 %s') $$, hour), format('a time is held: %s', hour))
from unnest(array['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '13:00', '13:30', '14:00', '14:30']) as hour;
select tests.refuses($$ select tests.hold('approval', '2027-01-06 09:00') $$, 'too_many_requests', 'one address holds ten times at most');
create function pg_temp.refusal(p_local text) returns jsonb language plpgsql as $$
declare
  v_header text;
begin
  perform tests.hold('approval', p_local);
  return null;
exception when sqlstate 'PGRST' then
  get stacked diagnostics v_header = pg_exception_detail;
  return sqlerrm::jsonb || v_header::jsonb;
end;
$$;
grant execute on function pg_temp.refusal(text) to anon, authenticated;
select pg_temp.refusal('2027-01-06 09:00') as told \gset
select is(:'told'::jsonb ->> 'status', '429', 'with the status of too many requests');
select is(:'told'::jsonb -> 'headers' ->> 'Retry-After', '300', 'and when the first of them lapses');
select is((:'told'::jsonb ->> 'hint')::jsonb ->> 'retry_after_seconds', '300', 'which the hint says too, for browsers');
-- Somebody signed in beside them is not one of them: an account is counted by itself, wherever it is.
select tests.act_as('ben');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.7"}', true);
select lives_ok($$ select tests.hold('group', '2027-01-06 09:00') $$, 'an account in the same waiting room holds a time');
select set_config('request.headers', format('{"x-forwarded-for": "198.51.100.%s"}', n), true), tests.hold('group', '2027-01-06 09:00') from generate_series(1, 2) as n;
select set_config('request.headers', '{"x-forwarded-for": "198.51.100.77"}', true), tests.hold('group', '2027-01-06 ' || hour)
from unnest(array['10:00', '11:00', '13:00']) as hour cross join generate_series(1, 2);
select tests.hold('group', '2027-01-06 14:00');
select tests.refuses($$ select tests.hold('group', '2027-01-06 15:00') $$, 'too_many_requests', 'and ten at most, by whichever way it goes to the net');
select tests.act_as('anon');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.8"}', true);
select lives_ok($$ select tests.hold('approval', '2027-01-07 09:00') $$, 'another address is another caller');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.7"}', true);
select tests.freeze(tests.at('2027-01-04 08:05'));
select lives_ok($$ select tests.hold('approval', '2027-01-07 09:30') $$, 'lapsed holds are not counted');
-- Proposals hold nothing, but are counted as well.
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.9"}', true);
create function pg_temp.proposed() returns jsonb language sql as $$
  select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-03-02 10:00'), recurrence => 'FREQ=WEEKLY;COUNT=2', mode => 'propose');
$$;
grant execute on function pg_temp.proposed() to anon;
select is((select count(pg_temp.proposed() -> 'holds') from generate_series(1, 60)), 60::bigint, 'sixty proposals a minute are made');
select tests.refuses('select pg_temp.proposed()', 'too_many_requests', 'and then no more from this address');

-- Nor is a stranger's mailbox flooded: twenty bookings to come under one address, of which a rule is one.
select set_config('request.headers', '', true);
create function pg_temp.listed(p_day date, p_times integer) returns text language sql as $$
  select api.request_hold(
    tests.id('ada'), tests.id('approval'), occurrences => array(select tests.at(p_day::text) + '13 hours' + make_interval(mins => 30 * n) from generate_series(0, p_times - 1) as n)
  ) ->> 'hold_key';
$$;
grant execute on function pg_temp.listed(date, integer) to anon;
select api.confirm_hold(
  api.request_hold(tests.id('ada'), tests.id('approval'), tests.at('2027-02-01 09:00'), recurrence => 'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=25') ->> 'hold_key', tests.client('flood@example.com')
) ->> 'status' as by_rule \gset
select is(:'by_rule'::text, 'pending', 'twenty-five days of a rule are one mail');
select lives_ok(format('select api.confirm_hold(%L, tests.client(%L))', pg_temp.listed(day, 8), 'flood@example.com'), 'eight of a list are eight')
from unnest(array['2027-02-02', '2027-02-03']::date[]) as day;
select tests.refuses(
  format('select api.confirm_hold(%L, tests.client(%L))', pg_temp.listed('2027-02-04', 4), 'flood@example.com'), 'too_many_requests', 'four more would be twenty-one'
);
select lives_ok(format('select api.confirm_hold(%L, tests.client(%L))', pg_temp.listed('2027-02-05', 3), 'flood@example.com'), 'three more are twenty');
select tests.refuses(
  format('select api.confirm_hold(%L, tests.client(%L))', tests.hold('approval', '2027-02-08 13:00'), 'flood@example.com'), 'too_many_requests', 'and then no more'
);
select tests.act_as('owner');
select is_empty(
  $$ select requester from app.holds where requester !~ '^([0-9a-f]{32}|user:[0-9a-f-]{36})$' $$, 'no address is kept, only its hash; of who is signed in the account'
);
