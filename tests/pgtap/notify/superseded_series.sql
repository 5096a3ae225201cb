-- req: SC-1.4 TS-7
-- A series' messages are superseded, too: one says for each date what was known and what is.
select tests.freeze();
create function pg_temp.mail(p_after interval) returns text language plpgsql as $$
declare
  v_said text;
begin
  perform tests.freeze(app.now() + p_after), tests.act_as('service');
  with claimed as (
    select e.* from api.claim_events('worker', 50, 30) as e
  ), sent as (
    select c.*, api.mark_delivered(c.event_id) from claimed as c
  )
  select string_agg(s.topic || ' #' || (s.payload #>> '{series,ics_sequence}') || ': ' || (
    select string_agg(concat_ws(
      ' ', c ->> 'change', to_char((c ->> 'starts_at')::timestamptz at time zone 'America/Toronto', 'DD HH24:MI'),
      'from ' || to_char(nullif(c ->> 'previous_starts_at', c ->> 'starts_at')::timestamptz at time zone 'America/Toronto', 'DD HH24:MI')
    ), ', ' order by c ->> 'starts_at')
    from jsonb_array_elements(s.payload #> '{series,changes}') as c
  ), '; ') into v_said
  from sent as s where s.recipient = 'client';
  perform tests.act_as('ada');
  return coalesce(v_said, 'nothing');
end;
$$;
-- Each change is a transaction of its own; here all are one, so a message is told that it belongs to an earlier one.
create function pg_temp.commit() returns void language sql security definer as $$
  update app.outbox_events set transaction_id = position::text::xid8 where transaction_id = pg_current_xact_id();
$$;
create function pg_temp.nth(p_number integer) returns uuid language sql security definer as $$
  select b.booking_id from app.bookings as b where b.recurrence_id is not null order by b.series_id, b.recurrence_id offset p_number - 1 limit 1;
$$;
create function pg_temp.move(p_number integer, p_local text) returns void language sql as $$
  select pg_temp.commit();
  select api.reschedule_booking(pg_temp.nth(p_number), tests.at(p_local));
$$;
create function pg_temp.cancel(p_number integer) returns void language sql as $$
  select pg_temp.commit();
  select api.cancel_booking(pg_temp.nth(p_number));
$$;
grant execute on function pg_temp.mail(interval), pg_temp.nth(integer), pg_temp.move(integer, text), pg_temp.cancel(integer), pg_temp.commit() to anon, authenticated, service_role;

select tests.act_as('ada');
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), tests.client(), recurrence => 'FREQ=DAILY;COUNT=3') ->> 'series_id' as series_id \gset
select is(pg_temp.mail('1 second'), 'series.confirmed #0: confirmed 05 10:00, confirmed 06 10:00, confirmed 07 10:00', 'a series is told at once');

-- One date moved twice, another once, a third called off, in a minute.
select pg_temp.move(1, '2027-01-05 11:00');
select pg_temp.move(2, '2027-01-06 14:00');
select is(pg_temp.mail('30 seconds'), 'nothing', 'moves wait');
select pg_temp.move(1, '2027-01-05 14:00');
select is(
  pg_temp.mail('1 minute'), 'series.rescheduled #3: rescheduled 05 14:00 from 05 10:00, rescheduled 06 14:00 from 06 10:00',
  'one mail tells of both dates, each from the time that is known'
);
select pg_temp.move(3, '2027-01-07 11:00');
select pg_temp.cancel(1), pg_temp.cancel(3);
select is(
  pg_temp.mail('1 second'), 'series.cancelled #6: cancelled 05 14:00, cancelled 07 10:00', 'what ends, ends at the time that is known, and is told at once'
);

-- There and back.
select pg_temp.move(2, '2027-01-06 15:00'), pg_temp.move(2, '2027-01-06 14:00');
select is(pg_temp.mail('5 minutes'), 'nothing', 'moved and moved back: nothing to tell');
select is(
  tests.as_owner(format($$ select string_agg(last_error, ' ' order by position desc) from app.outbox_events where subject_id = %L and status = 'dropped' and recipient = 'client' and position > (
    select max(position) from app.outbox_events where status = 'delivered') $$, :'series_id')),
  'All that it says was taken back before anything was sent. Superseded by a newer one.', 'and both messages say why'
);

-- Never told of at all.
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-12 10:00'), tests.client('hana@example.com'), recurrence => 'FREQ=DAILY;COUNT=3') ->> 'series_id' as second \gset
select tests.as_owner(format($$ select string_agg(booking_id::text, ',' order by recurrence_id) from app.bookings where series_id = %L $$, :'second')) as ids \gset
select pg_temp.commit();
select api.reschedule_booking(split_part(:'ids', ',', 1)::uuid, tests.at('2027-01-12 11:00')) is not null as moved;
select pg_temp.commit();
select (api.cancel_booking(split_part(:'ids', ',', 2)::uuid)).status;
select is(
  pg_temp.mail('1 second'), 'series.changed #2: confirmed 12 11:00, cancelled 13 10:00, confirmed 14 10:00',
  'changed before it was told: told as it is, and what the practitioner took out of it'
);
