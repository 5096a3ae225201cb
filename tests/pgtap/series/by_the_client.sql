-- req: BM-R10 BM-Q2 BM-S9 TS-9
select tests.freeze();
create function pg_temp.series_of(p_who text, p_service text, variadic p_locals text[]) returns uuid language sql as $$
  select (api.confirm_hold(
    api.request_hold(tests.id('ada'), tests.id(p_service), occurrences => array(select tests.at(l) from unnest(p_locals) as l)) ->> 'hold_key',
    tests.client(p_who || '@example.com')
  ) ->> 'series_id')::uuid;
$$;
create function pg_temp.standing(p_series_id uuid) returns text language sql as $$
  select tests.as_owner(format($f$
    select string_agg(to_char(starts_at at time zone 'America/Toronto', 'MM-DD HH24:MI ') || status, ', ' order by starts_at) from app.bookings where series_id = %L
  $f$, p_series_id));
$$;
grant execute on all functions in schema pg_temp to public;

-- The signed-in client cancels the own series, but for what is too late to change: twelve hours for this service.
select tests.act_as('ben');
select pg_temp.series_of('ben', 'limited', '2027-01-06 10:00', '2027-01-07 10:00', '2027-01-08 10:00') as series_id \gset
select tests.freeze(tests.at('2027-01-05 23:00'));
select api.cancel_series(:'series_id') as answer \gset
select is(pg_temp.standing(:'series_id'), '01-06 10:00 confirmed, 01-07 10:00 cancelled, 01-08 10:00 cancelled', 'ben cancels what he still may');
select is(:'answer'::jsonb -> 'refused' -> 0 ->> 'reason', 'too_late_to_change', 'and is told what stays');
select matches(:'answer'::jsonb -> 'refused' -> 0 ->> 'detail', '12 hours', 'and why');
select is(
  tests.as_owner(format($$ select string_agg(distinct cancelled_by, ' ') from app.bookings where series_id = %L $$, :'series_id')), 'client', 'the log knows that he did'
);
select tests.refuses(format('select api.cancel_series(%L)', :'series_id'), 'too_late_to_change', 'if it is too late for all of it, that is a refusal');
select tests.act_as('ada');
select is(jsonb_array_length(api.cancel_series(:'series_id') -> 'bookings'), 1, 'ada may at any time');
select tests.freeze();

-- He moves it, by the rules of a client: window, notice, approval.
select tests.act_as('ben');
select pg_temp.series_of('ben', 'single', '2027-02-01 10:00', '2027-02-08 10:00') as mine \gset
select is(jsonb_array_length(api.reschedule_series(:'mine', shift => '1 day') -> 'bookings'), 2, 'ben moves his series');
select is(pg_temp.standing(:'mine'), '02-02 10:00 rescheduled, 02-09 10:00 rescheduled', 'by a day');
select tests.refuses(format($$ select api.reschedule_series(%L, shift => '91 days') $$, :'mine'), 'too_far', 'not beyond the window of a client');
select tests.act_as('ada');
select is(api.reschedule_series(:'mine', shift => '91 days', mode => 'propose') -> 'refused', '[]'::jsonb, 'which binds no member');
select tests.act_as('ben');
select pg_temp.series_of('ben', 'approval', '2027-01-11 10:00', '2027-01-12 10:00') as asked \gset
select is(pg_temp.standing(:'asked'), '01-11 10:00 pending, 01-12 10:00 pending', 'each of a series waits for its approval');
select tests.refuses(format($$ select api.reschedule_series(%L, shift => '1 hour') $$, :'asked'), 'illegal_transition', 'and is not moved meanwhile');
select booking_id as first from api.bookings where series_id = :'asked' order by starts_at limit 1 \gset
select tests.act_as('ada');
select (api.approve_booking(:'first')).status;
select tests.act_as('ben');
select api.reschedule_series(:'asked', shift => '1 hour', mode => 'available_only') as partly \gset
select is(pg_temp.standing(:'asked'), '01-11 11:00 rescheduled, 01-12 10:00 pending', 'what is approved moves');
select is(:'partly'::jsonb -> 'refused' -> 0 ->> 'reason', 'illegal_transition', 'what is not says so');
select is(jsonb_array_length(api.cancel_series(:'asked') -> 'bookings'), 2, 'a request may be withdrawn');

-- A booking that another account has claimed is no longer of this client's series.
select tests.act_as('anon');
select pg_temp.series_of('gil', 'single', '2027-01-13 10:00', '2027-01-14 10:00') as passed_on \gset
select tests.as_owner(format('select booking_id from app.bookings where series_id = %L order by starts_at limit 1', :'passed_on')) as claimed \gset
select tests.token(:'claimed', 'the-token-of-gil') as token \gset
select tests.act_as('ben');
select tests.refuses(format('select api.cancel_series(%L)', :'passed_on'), 'not_found', 'a series under an address is no account''s');
select api.claim_booking(:'token') ->> 'status';
select is((select count(*) from api.booking_series where series_id = :'passed_on'), 1::bigint, 'who has claimed one of its bookings sees the series');
select is(jsonb_array_length(api.cancel_series(:'passed_on') -> 'bookings'), 1, 'and cancels that one of it');
select is(pg_temp.standing(:'passed_on'), '01-13 10:00 cancelled, 01-14 10:00 confirmed', 'not the others');
