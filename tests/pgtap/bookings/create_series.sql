-- req: BM-R4 BM-R17 TS-7 TS-11 TS-12
select tests.freeze();
create function pg_temp.booked(p_local text, p_rule text default 'FREQ=WEEKLY;COUNT=3', p_overbook boolean default false) returns jsonb language sql as $$
  select api.create_booking(tests.id('ada'), tests.id('single'), tests.at(p_local), tests.client(), recurrence => p_rule, overbook => p_overbook, idempotency_key => null);
$$;
grant execute on function pg_temp.booked(text, text, boolean) to authenticated;
select tests.act_as('ada');
select pg_temp.booked('2027-03-02 10:00') as booked \gset
select is(
  (select string_agg(to_char((b ->> 'starts_at')::timestamptz at time zone 'America/Toronto', 'MM-DD HH24:MI ') || (b ->> 'status'), ', ') from jsonb_array_elements(:'booked'::jsonb -> 'bookings') as b),
  '03-02 10:00 confirmed, 03-09 10:00 confirmed, 03-16 10:00 confirmed', 'a practitioner books a series for a client'
);
select is((select count(*) from api.bookings where series_id = (:'booked'::jsonb ->> 'series_id')::uuid and recurrence_id is not null), 3::bigint, 'and sees it as one');

select tests.everything() as before \gset
select tests.refuses($$ select pg_temp.booked('2027-03-09 10:30') $$, 'slot_taken', 'one conflict refuses all');
select tests.refuses($$ select pg_temp.booked('2027-03-05 10:00', 'FREQ=DAILY;COUNT=2') $$, 'outside_availability', 'a Saturday too');
select is(tests.everything(), :'before', 'and nothing is booked');
select tests.act_as('cleo');
select tests.refuses(
  $$ select api.create_booking(tests.id('dan'), tests.id('single'), tests.at('2027-02-23 10:00'), tests.client(), recurrence => 'FREQ=WEEKLY;COUNT=3') $$, 'client_busy',
  'the client is elsewhere at one of the times'
);
select pg_temp.booked('2027-03-09 10:00', 'FREQ=WEEKLY;COUNT=2', true) as over \gset
select is((select bool_and(overbooked) from api.bookings where series_id = (:'over'::jsonb ->> 'series_id')::uuid), true, 'an admin may put a series on top of another, and it shows');
