-- req: BM-R5 BM-R6 BM-R7 BM-R11 TS-12
select tests.freeze();
create function pg_temp.standing(p_series_id uuid) returns text language sql as $$
  select tests.as_owner(format($f$
    select string_agg(to_char(starts_at at time zone 'America/Toronto', 'MM-DD HH24:MI ') || status, ', ' order by recurrence_id) from app.bookings where series_id = %L
  $f$, p_series_id));
$$;
create function pg_temp.id_of(p_series_id uuid, p_nth integer) returns uuid language sql as $$
  select tests.as_owner(format('select booking_id from app.bookings where series_id = %L order by recurrence_id offset %s limit 1', p_series_id, p_nth - 1))::uuid;
$$;
create function pg_temp.told_of(p_series_id uuid) returns text language sql as $$
  select tests.as_owner(format($f$
    select string_agg(topic || ' ' || jsonb_array_length(data -> 'changes'), ', ' order by position) from app.outbox_events where subject_id = %L and recipient = 'client'
  $f$, p_series_id));
$$;
grant execute on all functions in schema pg_temp to public;

-- Its client moves one by link, and cancels another one.
select tests.act_as('anon');
select api.confirm_hold(
  api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-03-02 10:00'), recurrence => 'FREQ=WEEKLY;COUNT=4') ->> 'hold_key', tests.client()
) ->> 'series_id' as series_id \gset
select tests.token(pg_temp.id_of(:'series_id', 2), 'the-token-of-the-second') as second \gset
select tests.token(pg_temp.id_of(:'series_id', 4), 'the-token-of-the-fourth') as fourth \gset
select is(api.reschedule_by_token(:'second', tests.at('2027-03-10 15:00')) ->> 'status', 'rescheduled', 'a link moves the one booking that it opens');
select is(api.cancel_by_token(:'fourth') ->> 'status', 'cancelled', 'and another link cancels another one');
select is(
  pg_temp.standing(:'series_id'), '03-02 10:00 confirmed, 03-10 15:00 rescheduled, 03-16 10:00 confirmed, 03-23 10:00 cancelled', 'the others stay as they were'
);
select is(pg_temp.told_of(:'series_id'), 'series.changed 6', 'within one transaction, as here, the client is told once: four made, one moved, one cancelled');

-- The whole series moves on from where each one is now; what is cancelled stays so.
select tests.act_as('ada');
select jsonb_array_length(api.reschedule_series(:'series_id', shift => '1 day') -> 'bookings') as moved \gset
select is(:'moved'::integer, 3, 'three are left to move');
select is(
  pg_temp.standing(:'series_id'), '03-03 10:00 rescheduled, 03-11 15:00 rescheduled, 03-17 10:00 rescheduled, 03-23 10:00 cancelled', 'each from where it was'
);
select is(
  (select string_agg(to_char(recurrence_id, 'MM-DD HH24:MI'), ', ' order by recurrence_id) from api.bookings where series_id = :'series_id'),
  '03-02 10:00, 03-09 10:00, 03-16 10:00, 03-23 10:00', 'which instances of the rule they are does not change'
);
select is((select count(distinct ics_uid) from api.bookings where series_id = :'series_id'), 1::bigint, 'nor does their calendar UID');

-- At night, when the clocks change: 02:30 does not exist on March 14 and takes place at 03:30; moved by an hour it is 03:30 like the others.
select tests.act_as('owner');
insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
select tests.id('river'), tests.id('ada'), d, '00:00', '08:00' from generate_series(1, 7) as d;
select tests.act_as('ada');
select api.create_booking(tests.id('ada'), tests.id('approval'), tests.at('2027-03-13 02:30'), tests.client('nell@example.com'), recurrence => 'FREQ=DAILY;COUNT=3') ->> 'series_id' as night \gset
select is(pg_temp.standing(:'night'), '03-13 02:30 confirmed, 03-14 03:30 confirmed, 03-15 02:30 confirmed', 'a time that does not exist takes the offset before the gap');
select jsonb_array_length(api.reschedule_series(:'night', shift => '1 hour') -> 'bookings');
select is(pg_temp.standing(:'night'), '03-13 03:30 rescheduled, 03-14 03:30 confirmed, 03-15 03:30 rescheduled', 'an hour later, all are at 03:30 by the wall clock');
