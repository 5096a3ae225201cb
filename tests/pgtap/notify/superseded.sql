-- req: SC-1.3 SC-1.4 SC-1.5 SC-4.2
-- Whoever is told of a booking is told what is, from what they know: not each step on the way there.
select tests.freeze();
create function pg_temp.mail(p_after interval, p_recipient text default 'client') returns text language plpgsql as $$
declare
  v_said text;
begin
  perform tests.freeze(app.now() + p_after), tests.act_as('service');
  with claimed as (
    select e.* from api.claim_events('worker', 50, 30) as e
  ), sent as (
    select c.*, api.mark_delivered(c.event_id) from claimed as c
  )
  select string_agg(concat_ws(
    ' ', s.topic, to_char((s.payload #>> '{booking,starts_at}')::timestamptz at time zone 'America/Toronto', 'DD HH24:MI'),
    'from ' || to_char(nullif(s.payload #>> '{booking,previous_starts_at}', s.payload #>> '{booking,starts_at}')::timestamptz at time zone 'America/Toronto', 'DD HH24:MI'),
    '#' || (s.payload #>> '{booking,ics_sequence}')
  ), ', ') into v_said
  from sent as s where s.recipient = p_recipient;
  perform tests.act_as('ada');
  return coalesce(v_said, 'nothing');
end;
$$;
create function pg_temp.fate(p_booking_id uuid, p_recipient text default 'client') returns text language sql as $$
  select tests.as_owner(format(
    $q$ select string_agg(topic || ' ' || status, ', ' order by position) from app.outbox_events where subject_id = %L and recipient = %L $q$, p_booking_id, p_recipient
  ));
$$;
create function pg_temp.move(p_booking_id uuid, p_local text) returns void language sql as $$
  select api.reschedule_booking(p_booking_id, tests.at(p_local));
$$;
grant execute on function pg_temp.mail(interval, text), pg_temp.fate(uuid, text), pg_temp.move(uuid, text) to anon, authenticated, service_role;

-- Moved twice in a minute.
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select is(pg_temp.mail('1 second'), 'booking.confirmed 05 10:00 #0', 'a booking is told at once');
select pg_temp.move(:'booking_id', '2027-01-06 10:00');
select is(pg_temp.mail('59 seconds'), 'nothing', 'a change of time waits for a quiet minute');
select pg_temp.move(:'booking_id', '2027-01-07 11:00');
select is(pg_temp.mail('59 seconds'), 'nothing', 'which begins again with the next change');
select is(pg_temp.mail('1 second'), 'booking.rescheduled 07 11:00 from 05 10:00 #2', 'then one mail says from what was known to what is');
select is(
  pg_temp.fate(:'booking_id'), 'booking.confirmed delivered, booking.rescheduled dropped, booking.rescheduled delivered', 'the one in between is dropped'
);
select is(
  tests.as_owner(format(
    $$ select a.after ->> 'because' from app.audit_log as a join app.outbox_events as e on e.event_id::text = a.entity_id
       where a.action = 'message.dropped' and e.recipient = 'client' and e.subject_id = %L $$, :'booking_id'
  )), 'Superseded by a newer one.', 'and the log says why'
);
select is(pg_temp.fate(:'booking_id', 'practitioner'), pg_temp.fate(:'booking_id'), 'so for the practitioner');

-- There and back.
select pg_temp.move(:'booking_id', '2027-01-06 10:00'), pg_temp.move(:'booking_id', '2027-01-07 11:00');
select is(pg_temp.mail('5 minutes'), 'nothing', 'who moves a booking and moves it back tells nobody');
select pg_temp.move(:'booking_id', '2027-01-08 09:00');
select is(pg_temp.mail('1 minute'), 'booking.rescheduled 08 09:00 from 07 11:00 #5', 'and the next move is told from where it was');

-- Moved and called off.
select pg_temp.move(:'booking_id', '2027-01-08 14:00');
select (api.cancel_booking(:'booking_id')).status;
select is(pg_temp.mail('1 second'), 'booking.cancelled 08 09:00 #7', 'what is called off is the time that they know, and it is told at once');

-- Before anybody was told of it at all.
select tests.act_as('anon');
select tests.book('single', '2027-01-11 10:00', 'hana@example.com') as early \gset
select tests.act_as('ada');
select pg_temp.move(:'early', '2027-01-11 11:00');
select is(pg_temp.mail('1 second'), 'booking.confirmed 11 11:00 #1', 'moved before the confirmation left: one confirmation, of the new time, at once');
select tests.act_as('anon');
select tests.book('single', '2027-01-12 10:00', 'hana@example.com') as by_client \gset
select tests.token(:'by_client', 'hanas-token');
select api.cancel_by_token('hanas-token') ->> 'status';
select is(pg_temp.fate(:'by_client'), 'booking.confirmed dropped, booking.cancelled dropped', 'booked and cancelled by the client at once: the client gets no mail');
select is(pg_temp.mail('1 minute', 'practitioner'), 'booking.cancelled 12 10:00 #1', 'the practitioner is told that it is off');
select tests.act_as('anon');
select tests.book('single', '2027-01-12 11:00', 'hana@example.com') as by_ada \gset
select tests.act_as('ada');
select (api.cancel_booking(:'by_ada')).status;
select is(pg_temp.mail('1 minute'), 'booking.cancelled 12 11:00 #1', 'cancelled by the practitioner at once: the client must know');
select is(pg_temp.fate(:'by_ada', 'practitioner'), 'booking.confirmed dropped, booking.cancelled dropped', 'and the practitioner does');

-- A request.
select tests.act_as('anon');
select tests.book('approval', '2027-01-13 10:00', 'iris@example.com') as request \gset
select is(pg_temp.mail('1 second'), 'booking.pending 13 10:00 #0', 'a request is told at once');
select (api.approve_booking(:'request')).status;
select pg_temp.move(:'request', '2027-01-13 11:00');
select is(pg_temp.mail('1 second'), 'booking.approved 13 11:00 from 13 10:00 #2', 'approved and moved at once: one mail says that it is approved, and for when');

-- What was tried counts as sent.
select tests.act_as('anon');
select tests.book('single', '2027-01-14 10:00', 'jo@example.com') as tried \gset
select tests.act_as('service');
select count(*) from api.claim_events('worker', 50, 30);
select tests.act_as('ada');
select pg_temp.move(:'tried', '2027-01-14 11:00');
select is(pg_temp.fate(:'tried'), 'booking.confirmed queued, booking.rescheduled queued', 'what a worker has in hand is not superseded');

-- Near the start nobody waits long; and how long is a setting.
select tests.freeze(tests.at('2027-01-14 10:55')), tests.act_as('ada');
select pg_temp.move(:'tried', '2027-01-14 14:00');
select is(
  tests.as_owner(format($$ select max(next_attempt_at) - app.now() from app.outbox_events where subject_id = %L and recipient = 'client' $$, :'tried')), '00:00:30',
  'five minutes before the start a change waits half a minute'
);
select tests.act_as('cleo');
update api.organization_settings set message_quiet_seconds = 0 where organization_id = tests.id('river');
select tests.act_as('anon');
select tests.book('single', '2027-01-15 10:00', 'kim@example.com') as quick \gset
select pg_temp.mail('0 seconds');
select pg_temp.move(:'quick', '2027-01-15 11:00');
select is(pg_temp.mail('0 seconds'), 'booking.rescheduled 15 11:00 from 15 10:00 #1', 'without a quiet period a change is told at once');
