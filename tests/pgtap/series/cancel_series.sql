-- req: BM-R3 BM-R8 BM-R9 BM-Q2 TS-10 TS-13
select tests.freeze();
create function pg_temp.booked(p_recurrence text, p_local text, p_service text default 'single', p_email text default 'gil@example.com') returns uuid language sql as $$
  select (api.create_booking(tests.id('ada'), tests.id(p_service), tests.at(p_local), tests.client(p_email), recurrence => p_recurrence) ->> 'series_id')::uuid;
$$;
create function pg_temp.standing(p_series_id uuid) returns text language sql as $$
  select tests.as_owner(format($f$
    select string_agg(to_char(starts_at at time zone 'America/Toronto', 'MM-DD HH24:MI ') || status, ', ' order by starts_at) from app.bookings where series_id = %L
  $f$, p_series_id));
$$;

grant execute on all functions in schema pg_temp to public;

-- It works: from a day on.
select tests.act_as('ada');
select pg_temp.booked('FREQ=WEEKLY;COUNT=4', '2027-01-05 10:00') as series_id \gset
select api.cancel_series(:'series_id', '2027-01-19', ' moved away ') as answer \gset
select is(
  pg_temp.standing(:'series_id'), '01-05 10:00 confirmed, 01-12 10:00 confirmed, 01-19 10:00 cancelled, 01-26 10:00 cancelled',
  'ada cancels what is to come from the third week on'
);
select is(jsonb_array_length(:'answer'::jsonb -> 'bookings'), 2, 'and is told which');
select is(:'answer'::jsonb -> 'bookings' -> 0 ->> 'status', 'cancelled', 'as they are now');
select is(:'answer'::jsonb -> 'refused', '[]'::jsonb, 'nothing stood against it');
select is(tests.claims(), 2::bigint, 'their times are free');
select is(
  tests.audited(:'answer'::jsonb -> 'bookings' -> 1 ->> 'booking_id'),
  array['booking.created by user:' || tests.id('ada.user'), 'booking.cancelled by user:' || tests.id('ada.user')], 'each has its entry in the log'
);
select is(
  tests.as_owner(format('select string_agg(distinct cancel_reason, %L) from app.bookings where series_id = %L', '/', :'series_id')), 'moved away', 'with the reason'
);

-- Twice.
select tests.everything() as before \gset
select is(api.cancel_series(:'series_id', '2027-01-19') -> 'bookings', '[]'::jsonb, 'asking twice is no error: there is nothing left to cancel');
select is(tests.everything(), :'before', 'and nothing is written');
select api.cancel_series(:'series_id', idempotency_key => 'cancel-them-once') as first \gset
select is(jsonb_array_length(:'first'::jsonb -> 'bookings'), 2, 'without a day, all to come are cancelled');
select is(api.cancel_series(:'series_id', idempotency_key => 'cancel-them-once'), :'first'::jsonb, 'the same key repeats the answer');
select tests.refuses(
  format($$ select api.cancel_series(%L, '2027-01-01', idempotency_key => 'cancel-them-once') $$, :'series_id'), 'idempotency_mismatch', 'and serves for nothing else'
);

-- What has begun is past changing, and single changes before are kept.
select pg_temp.booked('FREQ=DAILY;COUNT=3', '2027-01-06 09:00') as daily \gset
select booking_id as second from api.bookings where series_id = :'daily' order by starts_at offset 1 limit 1 \gset
select (api.reschedule_booking(:'second', tests.at('2027-01-11 09:00'))).status;
select tests.freeze(tests.at('2027-01-06 09:10'));
select api.cancel_series(:'daily', '2027-01-06');
select is(
  pg_temp.standing(:'daily'), '01-06 09:00 confirmed, 01-08 09:00 cancelled, 01-11 09:00 cancelled', 'what has begun stays; the day that counts is the present one'
);
select tests.freeze();

-- from_date is a day of the series' zone, whatever the session's.
select pg_temp.booked('FREQ=DAILY;COUNT=2', '2027-01-11 16:00') as late \gset
set local time zone 'Asia/Tokyo';
select api.cancel_series(:'late', '2027-01-12');
set local time zone 'UTC';
select is(pg_temp.standing(:'late'), '01-11 16:00 confirmed, 01-12 16:00 cancelled', 'the day is the practitioner''s');

-- Bad input.
select tests.refuses(format('select api.cancel_series(%L)', tests.id('nobody')), 'not_found', 'an unknown series');
select tests.refuses('select api.cancel_series(null)', 'not_found', 'no series');
select pg_temp.booked('FREQ=WEEKLY;COUNT=2', '2027-01-13 10:00') as third \gset
select tests.refuses(format('select api.cancel_series(%L, reason => %L)', :'third', repeat('x', 10240)), 'invalid_argument', 'a reason of 10 kB');
select tests.refuses(format('select api.cancel_series(%L, %L)', :'third', day), 'invalid_argument', 'from no day of this century')
from unnest(array['infinity', '-infinity', '4000-01-01 BC', '5874897-12-31']) as day;
select is(pg_temp.standing(:'third'), '01-13 10:00 confirmed, 01-20 10:00 confirmed', 'cancels nothing');

-- Who may.
select tests.act_as('dan');
select tests.refuses(format('select api.cancel_series(%L)', :'third'), 'not_allowed', 'a colleague does not cancel ada''s series');
select tests.act_as('eve');
select tests.refuses(format('select api.cancel_series(%L)', :'third'), 'not_found', 'to eve it does not exist');
select tests.act_as('ben');
select tests.refuses(format('select api.cancel_series(%L)', :'third'), 'not_found', 'nor to ben, whose it is not');
select tests.act_as('anon');
select tests.forbids(format('select api.cancel_series(%L)', :'third'), 'anon may not ask');
select tests.act_as('cleo');
select is(jsonb_array_length(api.cancel_series(:'third') -> 'bookings'), 2, 'an admin cancels it');
