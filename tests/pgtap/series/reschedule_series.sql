-- req: BM-R2 BM-R9 BM-R15 TS-10 TS-11 TS-12 TS-13
select tests.freeze();
create function pg_temp.booked(p_recurrence text, p_local text, p_email text, p_service text default 'single') returns uuid language sql as $$
  select (api.create_booking(tests.id('ada'), tests.id(p_service), tests.at(p_local), tests.client(p_email), recurrence => p_recurrence) ->> 'series_id')::uuid;
$$;
create function pg_temp.times(p_series_id uuid) returns text language sql as $$
  select tests.as_owner(format($f$
    select string_agg(to_char(starts_at at time zone 'America/Toronto', 'MM-DD HH24:MI'), ', ' order by starts_at)
    from app.bookings where series_id = %L and status <> 'cancelled'
  $f$, p_series_id));
$$;
create function pg_temp.hint(p_sql text) returns jsonb language plpgsql as $$
declare
  v_hint text;
begin
  execute p_sql;
  return null;
exception when others then
  get stacked diagnostics v_hint = pg_exception_hint;
  return v_hint::jsonb;
end;
$$;

grant execute on all functions in schema pg_temp to public;

-- It works: by a shift across its own times, either way.
select tests.act_as('ada');
select pg_temp.booked('FREQ=DAILY;COUNT=4', '2027-01-05 10:00', 'gil@example.com') as series_id \gset
select string_agg(recurrence_id::text, ',' order by starts_at) as before from api.bookings where series_id = :'series_id' \gset
select api.reschedule_series(:'series_id', shift => '15 minutes') as answer \gset
select is(pg_temp.times(:'series_id'), '01-05 10:15, 01-06 10:15, 01-07 10:15, 01-08 10:15', 'ada moves the series by a quarter of an hour');
select is(jsonb_array_length(:'answer'::jsonb -> 'bookings'), 4, 'and is told all four');
select is(:'answer'::jsonb -> 'bookings' -> 0 ->> 'status', 'rescheduled', 'as they are now');
select is((:'answer'::jsonb -> 'bookings' -> 0 ->> 'starts_at')::timestamptz, tests.at('2027-01-05 10:15'), 'with their new times');
select is(
  (select string_agg(recurrence_id::text, ',' order by starts_at) from api.bookings where series_id = :'series_id'), :'before',
  'each stays the instance of the rule that it is'
);
select is(
  tests.audited(:'answer'::jsonb -> 'bookings' -> 1 ->> 'booking_id'),
  array['booking.created by user:' || tests.id('ada.user'), 'booking.rescheduled by user:' || tests.id('ada.user')], 'each has its entry in the log'
);
select pg_temp.booked('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=8', '2027-02-01 10:00', 'ida@example.com') as days \gset
select jsonb_array_length(api.reschedule_series(:'days', shift => '7 days') -> 'bookings');
select is(
  pg_temp.times(:'days'), '02-08 10:00, 02-09 10:00, 02-10 10:00, 02-11 10:00, 02-12 10:00, 02-15 10:00, 02-16 10:00, 02-17 10:00',
  'eight days move a week later, three of them onto times of their own'
);
select jsonb_array_length(api.reschedule_series(:'days', shift => '-7 days') -> 'bookings');
select is(
  pg_temp.times(:'days'), '02-01 10:00, 02-02 10:00, 02-03 10:00, 02-04 10:00, 02-05 10:00, 02-08 10:00, 02-09 10:00, 02-10 10:00', 'and a week earlier'
);

-- One that strayed comes back to its week's day; where two would fall together, one stays.
select pg_temp.booked('FREQ=WEEKLY;COUNT=2', '2027-02-16 09:00', 'jo@example.com') as strays \gset
select booking_id as stray from api.bookings where series_id = :'strays' order by starts_at limit 1 \gset
select (api.reschedule_booking(:'stray', tests.at('2027-02-25 10:15'))).status;
select jsonb_array_length(api.reschedule_series(:'strays', weekday => 2, starts_local => '10:00', mode => 'available_only') -> 'refused') as refused \gset
select is(:'refused'::integer, 1, 'two of one week cannot both be on its Tuesday');
select is(pg_temp.times(:'strays'), '02-23 10:00, 02-25 10:15', 'one is, the other stays where it was');

-- Another weekday and time, from a day on, across a change of the clocks.
select pg_temp.booked('FREQ=WEEKLY;COUNT=4', '2027-03-02 14:00', 'hana@example.com') as weekly \gset
select jsonb_array_length(api.reschedule_series(:'weekly', '2027-03-08', weekday => 4, starts_local => '15:30') -> 'bookings');
select is(pg_temp.times(:'weekly'), '03-02 14:00, 03-11 15:30, 03-18 15:30, 03-25 15:30', 'from the second on, to Thursdays at 15:30');
select is(
  (select string_agg(to_char(starts_at at time zone 'UTC', 'HH24:MI'), ' ' order by starts_at) from api.bookings where series_id = :'weekly'),
  '19:00 20:30 19:30 19:30', 'the wall time stays when the clocks change, the instants do not'
);

-- propose moves nothing and lists.
select tests.book('single', '2027-03-16 10:00', 'other@example.com');
select tests.everything() as before \gset
select api.reschedule_series(:'weekly', weekday => 2, starts_local => '10:00', mode => 'propose') as proposal \gset
select is(tests.everything(), :'before', 'a proposal writes nothing');
select is(:'proposal'::jsonb -> 'bookings', '[]'::jsonb, 'and moves none');
select is(
  (select string_agg(to_char((p ->> 'starts_at')::timestamptz at time zone 'America/Toronto', 'MM-DD HH24:MI'), ', ') from jsonb_array_elements(:'proposal'::jsonb -> 'proposed') as p),
  '03-02 10:00, 03-09 10:00, 03-23 10:00', 'it says which could move'
);
select :'proposal'::jsonb -> 'refused' -> 0 as refused \gset
select is(:'refused'::jsonb ->> 'reason', 'slot_taken', 'and why one cannot');
select is((:'refused'::jsonb ->> 'starts_at')::timestamptz, tests.at('2027-03-16 10:00'), 'where to');
select is((:'refused'::jsonb ->> 'present_starts_at')::timestamptz, tests.at('2027-03-18 15:30'), 'from where');
select is(
  (select count(*) from jsonb_array_elements_text(:'refused'::jsonb -> 'alternatives') as a
   join api.available_slots(tests.id('ada'), tests.id('single'), '2027-03-09', '2027-03-26') as s on s.starts_at = a::timestamptz),
  5::bigint, 'with five times near it that are free'
);

-- all_or_nothing: one conflict, and none moves; every one is named.
select tests.refuses(format($$ select api.reschedule_series(%L, weekday => 2, starts_local => '10:00') $$, :'weekly'), 'slot_taken', 'one taken time refuses all');
select is(tests.everything(), :'before', 'and none moves');
select is(
  (select string_agg(c ->> 'reason' || to_char((c ->> 'starts_at')::timestamptz at time zone 'America/Toronto', ' MM-DD HH24:MI'), ', ' order by c ->> 'starts_at')
   from jsonb_array_elements(pg_temp.hint(format($$ select api.reschedule_series(%L, shift => '2 days', from_date => '2027-03-08') $$, :'weekly')) -> 'conflicts') as c),
  'outside_availability 03-13 15:30, outside_availability 03-20 15:30, outside_availability 03-27 15:30', 'three Saturdays are three conflicts'
);

-- available_only: the others move.
select api.reschedule_series(:'weekly', weekday => 2, starts_local => '10:00', mode => 'available_only') as partly \gset
select is(pg_temp.times(:'weekly'), '03-02 10:00, 03-09 10:00, 03-18 15:30, 03-23 10:00', 'what can move does, the rest stays');
select is(jsonb_array_length(:'partly'::jsonb -> 'bookings') || ' ' || jsonb_array_length(:'partly'::jsonb -> 'refused'), '3 1', 'and each is told');
select tests.refuses(
  format($$ select api.reschedule_series(%L, weekday => 7, mode => 'available_only') $$, :'weekly'), 'outside_availability', 'if none can, that is a refusal'
);

-- Twice.
select tests.everything() as before \gset
select is(
  jsonb_array_length(api.reschedule_series(:'weekly', '2027-03-22', weekday => 2, starts_local => '10:00') -> 'bookings'), 1, 'asking for the time it has is no error'
);
select is(tests.everything(), :'before', 'and writes nothing');
select api.reschedule_series(:'weekly', shift => '1 day', idempotency_key => 'shift-them-once') as first \gset
select is(api.reschedule_series(:'weekly', shift => '1 day', idempotency_key => 'shift-them-once'), :'first'::jsonb, 'a repeated shift under one key shifts once');
select is(pg_temp.times(:'weekly'), '03-03 10:00, 03-10 10:00, 03-19 15:30, 03-24 10:00', 'as the times show');
select tests.refuses(
  format($$ select api.reschedule_series(%L, shift => '2 days', idempotency_key => 'shift-them-once') $$, :'weekly'), 'idempotency_mismatch', 'the key serves for nothing else'
);

-- A client who is elsewhere then.
select jsonb_array_length(api.create_booking(tests.id('dan'), tests.id('single'), tests.at('2027-03-10 14:00'), tests.client('hana@example.com')) -> 'bookings')
from (select tests.act_as('cleo')) as cleo;
select tests.act_as('ada');
select tests.refuses(format($$ select api.reschedule_series(%L, starts_local => '14:15') $$, :'weekly'), 'client_busy', 'hana is with dan on one of these days');
select tests.freeze(tests.at('2027-04-01 08:00'));
select tests.refuses(format($$ select api.reschedule_series(%L, shift => '1 day') $$, :'weekly'), 'illegal_transition', 'a series that is over does not move');
select tests.freeze();
