-- req: DR-5.1 SC-4.2
select tests.freeze();
create function pg_temp.claimed_at(p_local text) returns text[] language plpgsql as $$
begin
  perform tests.freeze(tests.at(p_local)), tests.act_as('service');
  perform api.tick();
  return (select array_agg(e.topic order by e.topic) from api.claim_events('worker 1') as e where e.recipient = 'client');
end;
$$;
create function pg_temp.fate(p_booking_id uuid) returns text language sql as $$
  select tests.as_owner(format(
    'select string_agg(status || coalesce('': '' || last_error, ''''), '', '' order by position) from app.outbox_events where topic = ''booking.reminder'' and subject_id = %L',
    p_booking_id
  ));
$$;
grant execute on function pg_temp.claimed_at(text), pg_temp.fate(uuid) to anon, authenticated, service_role;

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as moved \gset
select tests.book('single', '2027-01-05 13:00', 'zoe@example.com') as cancelled \gset
select tests.book('single', '2027-01-05 15:00', 'kim@example.com') as kept \gset
select tests.act_as('service');
select is(api.mark_delivered(e.event_id) ->> 'status', 'delivered', 'the confirmations have gone out') from api.claim_events('worker 1') as e;

select tests.freeze(tests.at('2027-01-04 15:00')), tests.act_as('service');
select is(api.tick() ->> 'reminders_queued', '3', 'three are to be reminded of tomorrow');
select tests.act_as('ada');
select (api.reschedule_booking(:'moved', tests.at('2027-01-06 10:00'))).status, (api.cancel_booking(:'cancelled')).status;
select is(
  pg_temp.claimed_at('2027-01-04 15:01'), array['booking.cancelled', 'booking.reminder', 'booking.rescheduled'],
  'who was moved or cancelled before the worker came is told that, and not reminded'
);
select is(pg_temp.fate(:'moved'), 'dropped: The booking has moved.', 'the old time is not recalled');
select is(pg_temp.fate(:'cancelled'), 'dropped: The booking will not take place.', 'nor a booking that is off');
select ok(
  tests.as_owner($$ select bool_and(after ? 'because') and count(*) = 2 from app.audit_log where action = 'message.dropped' $$)::boolean, 'the audit log says why'
);

-- The worker that has the third dies; when the next one comes it is too late.
select is(pg_temp.fate(:'kept'), 'queued', 'a worker has the third in hand');
select is(pg_temp.claimed_at('2027-01-04 20:59'), array['booking.cancelled', 'booking.reminder', 'booking.rescheduled'], 'six hours of a day later it still goes');
select is(pg_temp.claimed_at('2027-01-04 21:01'), array['booking.cancelled', 'booking.rescheduled'], 'later it means nothing');
select is(pg_temp.fate(:'kept'), 'dropped: It would come too late.', 'and is dropped with a note');
