-- req: TS-7 TS-10 TS-11 TS-12 TS-13
select tests.freeze();
create function pg_temp.series(p_changes jsonb default '{}') returns jsonb language sql as $$
  select api.request_hold(
    tests.id('ada'), tests.id(coalesce(p_changes ->> 'service', 'single')), coalesce(tests.at(p_changes ->> 'at'), tests.at('2027-03-02 10:00')),
    recurrence => coalesce(p_changes ->> 'rule', 'FREQ=WEEKLY;COUNT=4'), mode => coalesce(p_changes ->> 'mode', 'all_or_nothing'),
    time_zone => p_changes ->> 'zone', idempotency_key => p_changes ->> 'key'
  );
$$;
create function pg_temp.times(p_list jsonb) returns text language sql as $$
  select string_agg(to_char((e ->> 'starts_at')::timestamptz at time zone 'America/Toronto', 'MM-DD HH24:MI'), ', ' order by n)
  from jsonb_array_elements(p_list) with ordinality as l (e, n);
$$;
grant execute on function pg_temp.series(jsonb), pg_temp.times(jsonb) to anon, authenticated;
select tests.act_as('anon');

-- It works, across the change of the clocks on 14 March.
select pg_temp.series('{"zone": "Europe/Berlin", "key": "series-of-march"}') as held \gset
select is(pg_temp.times(:'held'::jsonb -> 'holds'), '03-02 10:00, 03-09 10:00, 03-16 10:00, 03-23 10:00', 'ten o''clock stays ten o''clock');
select is(
  array(select (e ->> 'start_offset_minutes')::integer from jsonb_array_elements(:'held'::jsonb -> 'holds') as e), array[60, 60, 60, 60],
  'the offsets are those of the zone asked for'
);
select is(
  array(select extract(epoch from (e ->> 'ends_at')::timestamptz - (e ->> 'starts_at')::timestamptz)::integer / 60 from jsonb_array_elements(:'held'::jsonb -> 'holds') as e),
  array[50, 50, 50, 50], 'durations stay'
);
select is((select count(distinct e ->> 'hold_key') from jsonb_array_elements(:'held'::jsonb -> 'holds') as e), 4::bigint, 'each occurrence has a key of its own');
select ok(not :'held'::jsonb -> 'holds' @> jsonb_build_array(jsonb_build_object('hold_key', :'held'::jsonb ->> 'hold_key')), 'the first key is for all of them');
select is((:'held'::jsonb ->> 'expires_at')::timestamptz, tests.at('2027-01-04 08:05'), 'it lasts as long as a single hold');
select is(tests.claims(), 4::bigint, 'four slots are claimed');
select is(tests.as_owner($$ select count(*) from app.audit_log where action = 'hold.requested' $$), '4', 'and each claim has its entry in the audit log');
select is(pg_temp.series('{"zone": "Europe/Berlin", "key": "series-of-march"}'), :'held'::jsonb, 'the same key repeats the answer');
select tests.refuses($$ select pg_temp.series('{"key": "series-of-march"}') $$, 'idempotency_mismatch', 'and not for another request');
select is_empty($$ select from api.available_slots(tests.id('ada'), tests.id('single'), '2027-03-09', '2027-03-09') where starts_at = tests.at('2027-03-09 10:00') $$, 'to others the time is taken');
select isnt_empty(
  format($$ select from api.available_slots(tests.id('ada'), tests.id('single'), '2027-03-09', '2027-03-09', hold_key => %L) where starts_at = tests.at('2027-03-09 10:00') $$, :'held'::jsonb ->> 'hold_key'),
  'to the holder it is free'
);

-- One conflict refuses all, and every conflict is named.
select tests.everything() as before \gset
create temp table told as select null::jsonb as hint;
grant all on told to anon;
do $$
declare
  v_error text;
begin
  perform pg_temp.series('{"at": "2027-02-23 10:00"}');
exception when others then
  get stacked diagnostics v_error = message_text;
  update told set hint = (v_error::jsonb ->> 'hint')::jsonb;
end;
$$;
select is(pg_temp.times(hint -> 'conflicts'), '03-02 10:00, 03-09 10:00, 03-16 10:00', 'every conflict is named') from told;
select is(jsonb_array_length(hint -> 'conflicts' -> 1 -> 'alternatives'), 5, 'each with the nearest free times') from told;
select ok(bool_and(a::timestamptz between tests.at('2027-03-08 09:00') and tests.at('2027-03-10 17:00')), 'near it')
from told, jsonb_array_elements_text(hint -> 'conflicts' -> 1 -> 'alternatives') as a;
select is(hint ->> 'retry_after_seconds', '300', 'when all of them are only held, one may try again') from told;
select is(tests.everything(), :'before', 'and nothing is held');

-- Only the free ones.
select pg_temp.series('{"at": "2027-02-23 10:00", "mode": "available_only"}') as some \gset
select is(pg_temp.times(:'some'::jsonb -> 'holds'), '02-23 10:00', 'available_only holds what is free');
select is(pg_temp.times(:'some'::jsonb -> 'refused'), '03-02 10:00, 03-09 10:00, 03-16 10:00', 'and lists the rest');
select is(:'some'::jsonb -> 'refused' -> 0 ->> 'reason', 'slot_taken', 'with the reason');
select tests.refuses($$ select pg_temp.series('{"mode": "available_only"}') $$, 'slot_taken', 'when none is free it is refused');

-- Only a proposal.
select tests.everything() as before \gset
select pg_temp.series('{"at": "2027-03-09 10:00", "mode": "propose"}') as proposed \gset
select is(pg_temp.times(:'proposed'::jsonb -> 'holds'), '03-30 10:00', 'propose tells what could be held');
select is(pg_temp.times(:'proposed'::jsonb -> 'refused'), '03-09 10:00, 03-16 10:00, 03-23 10:00', 'and what could not');
select is(jsonb_array_length(:'proposed'::jsonb -> 'refused' -> 0 -> 'alternatives'), 5, 'with alternatives');
select ok(:'proposed'::jsonb ->> 'hold_key' is null and :'proposed'::jsonb -> 'holds' -> 0 ->> 'hold_key' is null, 'without keys');
select is(tests.everything(), :'before', 'and holds nothing');

-- Each occurrence is checked like a single one.
select is(
  pg_temp.series('{"at": "2027-01-08 15:00", "rule": "FREQ=DAILY;COUNT=3", "mode": "propose"}') -> 'refused' -> 0 ->> 'reason', 'outside_availability',
  'a Saturday in the middle is seen'
);
select is(
  pg_temp.series('{"at": "2027-03-30 11:00", "mode": "propose"}') #>> '{refused,0,reason}', 'too_far', 'so is what lies beyond the booking window'
);
select is(
  pg_temp.times(api.request_hold(tests.id('ada'), tests.id('single'), occurrences => array[tests.at('2027-02-01 10:00'), tests.at('2027-02-01 10:30')], mode => 'propose') -> 'refused'),
  '02-01 10:30', 'a series does not overlap itself'
);

-- A list, alone or beside a rule.
select pg_temp.times(api.request_hold(
  tests.id('ada'), tests.id('single'), occurrences => array[tests.at('2027-02-04 09:00'), tests.at('2027-02-02 14:00'), tests.at('2027-02-02 14:00')]
) -> 'holds') as listed \gset
select is(:'listed'::text, '02-02 14:00, 02-04 09:00', 'a list is held in order, each time once');
select api.request_hold(
  tests.id('ada'), tests.id('single'), tests.at('2027-02-05 09:00'), recurrence => 'FREQ=WEEKLY;COUNT=3',
  occurrences => array[tests.at('2027-02-05 09:00'), tests.at('2027-02-15 09:00'), tests.at('2027-02-19 09:00')]
) as both \gset
select is(pg_temp.times(:'both'::jsonb -> 'holds'), '02-05 09:00, 02-15 09:00, 02-19 09:00', 'with both, the list says what is wanted');
select is(
  tests.as_owner(format('select string_agg(coalesce(recurrence_id::text, ''none''), '', '' order by claim_id) from app.holds where series_key = %L', :'both'::jsonb ->> 'hold_key')),
  '2027-02-05 09:00:00, none, 2027-02-19 09:00:00', 'and the rule says which of them are its own'
);

-- Bad input.
select tests.refuses($$ select pg_temp.series('{"rule": "FREQ=WEEKLY"}') $$, 'invalid_argument', 'a rule without end');
select tests.refuses($$ select pg_temp.series('{"mode": "some"}') $$, 'invalid_argument', 'an unknown mode');
select tests.refuses(
  $$ select api.request_hold(tests.id('ada'), tests.id('single'), occurrences => array(select tests.at('2027-01-05 10:00') + n * interval '1 hour' from generate_series(1, 105) as n)) $$,
  'invalid_argument', 'more than 104 times'
);
select tests.refuses($$ select api.request_hold(tests.id('ada'), tests.id('single'), recurrence => 'FREQ=WEEKLY;COUNT=2') $$, 'invalid_argument', 'a rule that begins nowhere');
select tests.refuses(
  $$ select api.request_hold(tests.id('ada'), tests.id('single'), occurrences => array[tests.at('2027-01-05 10:00'), null]) $$, 'invalid_argument', 'a time that is missing'
);
select tests.refuses(
  $$ select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 11:00'), occurrences => array[tests.at('2027-01-05 10:00')]) $$, 'invalid_argument',
  'a start that is not the first of the list'
);

-- Longer, and given back.
select api.release_hold(:'some'::jsonb ->> 'hold_key'), api.release_hold(:'both'::jsonb ->> 'hold_key');
select tests.freeze(tests.at('2027-01-04 08:04'));
select is((api.extend_hold(:'held'::jsonb ->> 'hold_key') ->> 'expires_at')::timestamptz, tests.at('2027-01-04 08:09'), 'the key extends all of them');
select is(
  tests.as_owner(format('select count(*) from app.holds as h join app.slot_claims as c using (claim_id) where h.series_key = %L and c.expires_at = %L', :'held'::jsonb ->> 'hold_key', tests.at('2027-01-04 08:09'))),
  '4', 'each one'
);
select api.extend_hold(:'held'::jsonb -> 'holds' -> 1 ->> 'hold_key') from generate_series(2, 10) as n;
select tests.refuses(format('select api.extend_hold(%L)', :'held'::jsonb ->> 'hold_key'), 'too_many_requests', 'ten times is enough for each of them, by either key');
select is(api.release_hold(:'held'::jsonb -> 'holds' -> 1 ->> 'hold_key'), '{"released": true}', 'one of them is given back');
select is(
  tests.as_owner(format('select count(*) from app.holds where series_key = %L', :'held'::jsonb ->> 'hold_key')), '3', 'the others stay'
);
select is(api.release_hold(:'held'::jsonb ->> 'hold_key'), '{"released": true}', 'then all');
select is(api.release_hold(:'held'::jsonb ->> 'hold_key'), '{"released": false}', 'twice is no error');
select tests.refuses(format('select api.extend_hold(%L)', :'held'::jsonb ->> 'hold_key'), 'hold_expired', 'what is gone is not extended');
