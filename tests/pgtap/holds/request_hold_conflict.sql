-- req: TS-11 CP-11.5 CP-5.5 CP-3.6 CP-5.2 CP-5.7
-- What the loser of a race is told: when to try again, and what else is free.
select tests.freeze();
select tests.act_as('anon');

create function pg_temp.refusal(p_sql text) returns jsonb language plpgsql as $$
declare
  v_detail text;
  v_hint text;
begin
  execute p_sql;
  return null;
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail, v_hint = pg_exception_hint;
  if sqlstate = 'PGRST' then
    return sqlerrm::jsonb || jsonb_build_object('header', v_detail::jsonb);
  end if;
  return jsonb_build_object('code', sqlstate, 'message', sqlerrm, 'details', v_detail, 'hint', v_hint);
end;
$$;

select tests.hold('single', '2027-01-05 10:00') as first_key \gset
select pg_temp.refusal(format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'))) as told \gset
select is(:'told'::jsonb ->> 'message', 'slot_taken', 'a held slot is taken');
select is(:'told'::jsonb ->> 'details', 'This slot is now full, please choose another', 'in the words that people are promised');
select is(((:'told'::jsonb ->> 'hint')::jsonb ->> 'retry_after_seconds')::integer, 300, 'the hint says when the hold lapses');
select is(tests.as_owner('select count(*)::text from app.outbox_events'), '0', 'who stands before the page is told there, and nobody is mailed');
select is(:'told'::jsonb -> 'header' -> 'headers' ->> 'Retry-After', '300', 'and so does the header');
select is((:'told'::jsonb -> 'header' ->> 'status')::integer, 409, 'the status is 409');
select is(
  jsonb_array_length((:'told'::jsonb ->> 'hint')::jsonb -> 'alternatives'), 5, 'five alternatives are offered'
);

-- Each alternative is true.
select ok(tests.can_hold('ada', 'single', alternative::timestamptz), format('the alternative %s can be held', alternative))
from jsonb_array_elements_text((:'told'::jsonb ->> 'hint')::jsonb -> 'alternatives') as alternative;

-- Booked, there is nothing to wait for.
select tests.confirm(:'first_key') as booking_id \gset
select pg_temp.refusal(format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'))) as told \gset
select is(:'told'::jsonb ->> 'code', 'PT409', 'a booked slot is refused with 409');
select is((:'told'::jsonb ->> 'hint')::jsonb -> 'retry_after_seconds', 'null', 'a booking does not lapse: no time to try again');

-- Seats.
select tests.hold('group', '2027-01-06 10:00') from generate_series(1, 3);
select pg_temp.refusal(format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('group'), tests.at('2027-01-06 10:00'))) as told \gset
select is(:'told'::jsonb ->> 'message', 'slot_full', 'the fourth of three seats: the slot is full');
select is(:'told'::jsonb ->> 'details', 'This slot is now full, please choose another', 'in the words that people are promised');
select pg_temp.refusal(format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:00'))) as told \gset
select is(:'told'::jsonb ->> 'message', 'slot_taken', 'another service there is not full, but taken');
