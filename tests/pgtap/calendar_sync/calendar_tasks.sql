-- A change of a booking becomes one task of its practitioner's calendar; a worker is given one task of a connection at a time, and nothing is lost on the way.
-- req: SC-2.3 CP-13.4 CP-13.6
select tests.freeze();
select tests.act_as('owner');
-- What is read of calendars is another room's.
alter table app.calendar_connections disable trigger _800_read_calendars, disable trigger _800_read_calendars_change;
alter default privileges grant select on tables to service_role;
insert into app.data_keys (key_id, organization_id, master_key_id, wrapped)
select gen_random_uuid(), id, 'test', sha256('a') || sha256('b') from tests.ids where name in ('river', 'hill');
create function pg_temp.connect(p_who text, p_where text, p_calendar text default 'made') returns uuid language sql as $$
  insert into app.calendar_connections (organization_id, user_id, provider, account, calendar_id, sealed, data_key_id)
  select tests.id(p_where), tests.id(p_who || '.user'), 'google', p_who || '@example.com', p_calendar, 'sealed', k.key_id
  from app.data_keys as k where k.organization_id = tests.id(p_where)
  returning connection_id;
$$;
create function pg_temp.claim(p_worker text default 'w', p_most integer default 8) returns table (kind text, subject_id uuid, task_id uuid, payload jsonb, connection_id uuid)
language plpgsql as $$
begin
  perform tests.act_as('service');
  return query select c.kind, c.subject_id, c.task_id, c.payload, c.connection_id from api.claim_calendar_tasks(p_worker, p_most, 60) as c;
  perform tests.act_as('owner');
end;
$$;
create function pg_temp.done(p_task uuid, p_result jsonb default null, p_worker text default 'w', p_again integer default null) returns text language plpgsql as $$
declare
  v_answer text;
begin
  perform tests.act_as('service');
  v_answer := api.mark_calendar_task_done(p_task, p_worker, p_result, p_again) ->> 'status';
  perform tests.act_as('owner');
  return v_answer;
end;
$$;
create function pg_temp.written(p_payload jsonb) returns jsonb language sql as $$
  select jsonb_build_object('calendar_id', 'made', 'remote_id', 'r-' || (p_payload #>> '{booking,booking_id}'), 'etag', 'e', 'sequence', p_payload #> '{booking,ics_sequence}',
    'starts_at', p_payload #> '{booking,starts_at}', 'ends_at', p_payload #> '{booking,ends_at}');
$$;
create view pg_temp.queue as select t.kind, t.subject_id from app.calendar_tasks as t where t.status = 'queued';

-- Nobody is connected: nothing is queued.  Then all that is to come is.
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as first \gset
select tests.book('single', '2027-01-06 10:00') as second \gset
select tests.book('single', '2027-01-07 10:00') as third \gset
select tests.act_as('owner');
select is_empty('select * from queue', 'without a connection a booking is no task');
select pg_temp.connect('ada', 'river', null) as connection_id \gset
select set_eq('select kind from queue', array['prepare'], 'a connection without a calendar has one made before all else');
create temp table first_claim as select * from pg_temp.claim();
select is((select array_agg(kind) from first_claim), array['prepare'], 'no event is written before there is a calendar');
select is(pg_temp.done(task_id, '{"calendar_id": "made", "calendar_name": "Bookfast"}'), 'done', 'the calendar is made') from first_claim;
select bag_eq(
  'select subject_id from queue', array[:'first', :'second', :'third']::uuid[], 'and every booking to come is written into it, each once'
);
select is((select calendar_id || ' ' || calendar_name from app.calendar_connections), 'made Bookfast', 'the connection knows its calendar');

-- One at a time.
create temp table claimed as select * from pg_temp.claim();
select is((select array_agg(subject_id) from claimed), array[:'first']::uuid[], 'the soonest first, and one of a connection at a time');
select is_empty($$ select 1 from pg_temp.claim('another') $$, 'nor does another worker get a second one meanwhile');
select is(payload - '{place,practitioner,organization}'::text[] #- '{booking,reference}' #- '{booking,ics_uid}', jsonb_build_object(
  'wanted', true, 'written', null, 'invited_by', 'bookfast', 'service', jsonb_build_object('name', 'Session', 'event_category', null),
  'client', jsonb_build_object('name', 'Gil Guest', 'email', 'gil@example.com'),
  'booking', jsonb_build_object('booking_id', :'first'::uuid, 'starts_at', tests.at('2027-01-05 10:00'), 'ends_at', tests.at('2027-01-05 10:50'),
    'time_zone', 'America/Toronto', 'ics_sequence', 0)
), 'a worker gets the booking as it is now') from claimed;
select is((select count(*) from app.calendar_events where remote_id is null), 1::bigint, 'from then on it is known that an event may be there');

-- Changed while a worker has it: looked at once more.  Changed before: written once.
select tests.act_as('ada');
select (api.reschedule_booking(:'first', tests.at('2027-01-05 14:00'))).status;
select (api.reschedule_booking(:'second', tests.at('2027-01-06 14:00'))).status;
select (api.reschedule_booking(:'second', tests.at('2027-01-06 15:00'))).status;
select (api.cancel_booking(:'third')).status;
select tests.act_as('owner');
select is(pg_temp.done(task_id, pg_temp.written(payload)), 'queued', 'what changed meanwhile is due once more') from claimed;
select is((select count(*) from queue where subject_id = :'second'), 1::bigint, 'moved twice, written once');
create temp table rest (subject_id uuid, wanted boolean, starts_at timestamptz, status text);
do $$ begin
  for i in 1 .. 3 loop
    insert into rest
    select c.subject_id, (c.payload -> 'wanted')::boolean, (c.payload #>> '{booking,starts_at}')::timestamptz, pg_temp.done(c.task_id, case when c.payload -> 'wanted' = 'true' then pg_temp.written(c.payload) end)
    from pg_temp.claim() as c;
  end loop;
end $$;
select bag_eq(
  'select subject_id, wanted, starts_at, status from rest',
  format($$ values (%L::uuid, true, tests.at('2027-01-06 15:00'), 'done'), (%L, false, tests.at('2027-01-07 10:00'), 'done'), (%L, true, tests.at('2027-01-05 14:00'), 'done') $$,
    :'second', :'third', :'first'),
  'the newest time is written; what was cancelled before it was written needs no event'
);
select is((select count(*) from app.calendar_events where booking_id = :'third'), 0::bigint, 'and leaves no trace');
select is_empty('select * from queue', 'then all is done');
select is((select written_sequence || ' ' || (written_starts_at = tests.at('2027-01-05 14:00')) from app.calendar_events where booking_id = :'first'), '1 true', 'what was written is known');
select isnt((select last_ok_at from app.calendar_connections), null, 'the connection counts as well');

-- Attendance changes nothing that a calendar shows; a cancellation does.
select tests.freeze(tests.at('2027-01-05 15:00'));
select tests.act_as('ada');
select (api.complete_booking(:'first')).status;
select tests.act_as('owner');
select is_empty('select * from queue', 'that somebody came is no task');

-- req: TS-13
-- Whoever is erased is taken out of the event that stands there, though it is past; what never stood there is not written for it.
update app.bookings set client_name = 'Erased', client_email = 'erased-x@erased.invalid' where booking_id in (:'first', :'third');
create temp table erased as select * from pg_temp.claim();
select is(subject_id = :'first' and payload -> 'wanted' = 'true' and payload -> 'client' = 'null', true, 'an erased client is no guest any more') from erased;
select is(pg_temp.done(task_id, pg_temp.written(payload)), 'done', 'and nobody else is looked at') from erased;
select tests.act_as('ada');
select (api.cancel_booking(:'second')).status;
select tests.act_as('owner');
create temp table cancelled as select * from pg_temp.claim();
select is(payload -> 'wanted' = 'false' and payload #>> '{written,remote_id}' = 'r-' || :'second', true, 'what was cancelled is to be taken out, by its id') from cancelled;
select is(pg_temp.done(task_id, '{"removed": true}'), 'done', 'it is') from cancelled;
select isnt((select removed_at from app.calendar_events where booking_id = :'second'), null, 'and that is known');

-- A request has no event until it is approved (SC-2.3), and each of a series its own.
select tests.act_as('anon');
select tests.book('approval', '2027-01-08 10:00') as request \gset
select tests.act_as('owner');
select is_empty('select * from queue', 'a request is no booked time');
select tests.act_as('ada');
select (api.approve_booking(:'request')).status;
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-11 10:00'), tests.client(), recurrence => 'FREQ=WEEKLY;COUNT=3') -> 'bookings' as made \gset
select tests.act_as('owner');
select is((select count(*) from queue), 4::bigint, 'approved it is, and so is each of a series');
select is(
  (select count(distinct app.calendar_event_uid(b)) from app.bookings as b where b.series_id is not null), 3::bigint, 'with a UID of its own, since a calendar has each once'
);
select is((select bool_and(app.calendar_event_uid(b) = b.ics_uid) from app.bookings as b where b.series_id is null), true, 'others keep that of our messages');
-- req: CP-13.5

-- A provider that is away: later, with a pause that grows; the connection rests, and nothing is lost.
create temp table failing as select * from pg_temp.claim();
select tests.act_as('service');
select is(api.mark_calendar_task_failed(task_id, 'w', 'unreachable') ->> 'status', 'queued', 'it is tried again') from failing;
select tests.act_as('owner');
select is_empty($$ select 1 from pg_temp.claim() $$, 'not at once, and nothing else of this connection either');
select is((select last_error from app.calendar_connections where failing_since is not null), 'unreachable', 'its owner sees why');
select tests.freeze(tests.at('2027-01-05 15:01'));
create temp table again as select * from pg_temp.claim();
select is((select count(*) from again), 1::bigint, 'then it goes on');
select tests.act_as('service');
select is((api.mark_calendar_task_failed(task_id, 'w', 'throttled', true, 3600) ->> 'next_attempt_at')::timestamptz >= app.now() + interval '1 hour', true, 'a pause that the provider asks for is kept') from again;
select tests.act_as('owner');
select tests.freeze(tests.at('2027-01-05 15:59'));
select is_empty($$ select 1 from pg_temp.claim() $$, 'to the minute');
select tests.freeze(tests.at('2027-01-05 16:02'));
create temp table refused as select * from pg_temp.claim();
select tests.act_as('service');
select is(api.mark_calendar_task_failed(task_id, 'w', 'refused', false) ->> 'status', 'failed', 'what is refused for good is given up') from refused;
select tests.act_as('owner');
select is((select array_agg(action) from app.audit_log where entity_id = (select task_id::text from refused)), array['calendar_task.failed'], 'and said so');
create temp table next_one as select * from pg_temp.claim();
select is((select count(*) from next_one), 1::bigint, 'without holding up the rest');

-- A worker that dies: its task is due when the lease ends, and its late word counts for nothing.
select tests.freeze(tests.at('2027-01-05 16:04'));
delete from app.calendar_tasks where status = 'queued' and leased_by is null;
create temp table taken_over as select * from pg_temp.claim('v');
select is((select task_id from taken_over), (select task_id from next_one), 'another worker takes it over');
select tests.act_as('service');
select tests.refuses(format('select api.mark_calendar_task_done(%L, ''w'')', task_id), 'not_found', 'whose task it was has nothing to say any more') from taken_over;
select is((select array_agg(r) from api.renew_calendar_tasks('w', array[(select task_id from taken_over)]) as r), null, 'nor to renew');
select is((select array_agg(r) from api.renew_calendar_tasks('v', array[(select task_id from taken_over)]) as r), (select array_agg(task_id) from taken_over), 'whose it is has');
select is(api.return_calendar_tasks('v', array[(select task_id from taken_over)]), 1, 'and may give it back untried');
select tests.act_as('owner');
create temp table given_back as select * from pg_temp.claim('u');
select is((select attempts from app.calendar_tasks where task_id = (select task_id from given_back)), 2, 'which is no attempt');

-- Somebody deleted the calendar: another is made, and what is to come is written there.
select tests.act_as('service');
select is(api.mark_calendar_gone((select task_id from given_back), 'u', 'made') ->> 'status', 'queued', 'the task waits for another calendar');
select tests.act_as('owner');
select is((select count(*) from app.calendar_events), 0::bigint, 'what stood in the old one is forgotten');
create temp table prepare as select * from pg_temp.claim();
select is((select kind from prepare), 'prepare', 'another one is made');
select tests.act_as('service');
select is(api.mark_calendar_task_failed(task_id, 'w', 'refused', false) ->> 'status', 'queued', 'also where it was refused: all else waits for it') from prepare;
select tests.act_as('owner');
-- What else succeeds meanwhile does not make it look well, and after three hours its owner is told.
select app.queue_calendar_task(organization_id, connection_id, 'busy') from app.calendar_connections;
update app.calendar_turns set resting_until = null;
create temp table busy as select * from pg_temp.claim();
select is(pg_temp.done(task_id), 'done', 'busy time is read') from busy;
select results_eq(
  'select last_error, failing_since, last_ok_at from app.calendar_connections', $$ values ('refused', tests.at('2027-01-05 16:04'), tests.at('2027-01-05 16:04')) $$,
  'which says nothing of the calendar that cannot be made'
);
select tests.freeze(tests.at('2027-01-05 19:30'));
select is((select array_agg(kind) from pg_temp.claim()), array['prepare'], 'it is tried once more');
select tests.act_as('service');
select is(api.mark_calendar_task_failed(task_id, 'w', 'refused', false) ->> 'status', 'queued', 'and refused again') from prepare;
select tests.act_as('owner');
select is((select count(*) from app.outbox_events where topic = 'calendar.failing'), 1::bigint, 'its owner is told');
select tests.freeze(tests.at('2027-01-05 19:50'));
select is((select array_agg(kind) from pg_temp.claim()), array['prepare'], 'it is tried for ever');
select is(pg_temp.done(task_id, '{"calendar_id": "second", "calendar_name": "Bookfast"}'), 'done', 'it is') from prepare;
select is((select count(*) from queue), (select count(*) from app.bookings where ends_at > app.now() and status = 'confirmed'), 'and filled');
select results_eq('select last_error, failing_since, warned_at from app.calendar_connections', 'values (null::text, null::timestamptz, null::timestamptz)', 'then all is well');

-- Handed over: out of the one calendar, into the other.  Disconnected: nothing more.
select pg_temp.connect('dan', 'river') as dans \gset
select tests.act_as('cleo');
select client_id as gil from api.bookings where booking_id = :'request' \gset
select api.assign_practitioner(:'gil', tests.id('ada')) is not null;
select (api.cancel_booking(:'request')).status;
select api.hand_over_client(:'gil', tests.id('dan'), 'move') is not null;
select tests.act_as('owner');
select is(
  (select count(*) from app.calendar_tasks as t join app.bookings as b on b.booking_id = t.subject_id
    where t.status = 'queued' and t.connection_id = :'dans' and b.practitioner_id = tests.id('dan') and app.calendar_event_wanted(t, b)),
  3::bigint, 'the colleague''s calendar gets the series'
);
select is(
  (select count(*) from app.calendar_tasks as t join app.bookings as b on b.booking_id = t.subject_id
    where t.status = 'queued' and t.connection_id = :'connection_id' and b.practitioner_id = tests.id('dan') and not app.calendar_event_wanted(t, b)),
  3::bigint, 'the former one''s loses it'
);
update app.calendar_connections set status = 'ended', ended_at = app.now(), ended_by = 'a test', sealed = null, data_key_id = null where connection_id = :'connection_id';
select is((select count(*) from app.calendar_tasks where status = 'queued' and connection_id = :'connection_id'), 0::bigint, 'once disconnected nothing more is written');
-- Whoever comes back finds the calendar again, and what was cancelled meanwhile goes out of it.
insert into app.calendar_events (booking_id, connection_id, organization_id, calendar_id, ics_uid, remote_id, written_sequence, written_starts_at, written_ends_at, written_at)
select b.booking_id, :'connection_id', b.organization_id, 'second', b.ics_uid, 'e', 0, b.starts_at, b.ends_at, app.now() from app.bookings as b where b.booking_id = :'request'
on conflict (booking_id, connection_id, organization_id) do update set calendar_id = 'second', remote_id = 'e';
select pg_temp.connect('ada', 'river', null) as back \gset
update app.calendar_connections set calendar_id = 'second' where connection_id = :'back';
select is(
  (select (app.calendar_event_payload(t) -> 'wanted', app.calendar_event_payload(t) #>> '{written,remote_id}') from app.calendar_tasks as t
    where t.connection_id = :'back' and t.subject_id = :'request' and t.status = 'queued'),
  ('false'::jsonb, 'e'::text), 'the event of a booking that was cancelled while nobody let us in is to be removed'
);
update app.calendar_connections set status = 'ended', ended_at = app.now(), ended_by = 'a test', sealed = null, data_key_id = null where connection_id = :'back';
update app.members set suspended_at = app.now() where user_id = tests.id('dan.user');
select is_empty($$ select 1 from pg_temp.claim() $$, 'nor for somebody who is suspended');

-- In turns over the organizations: one with many does not keep the other waiting.
delete from app.calendar_tasks;
select pg_temp.connect('ada', 'river'), pg_temp.connect('cleo', 'river'), pg_temp.connect('eve', 'hill') as eves \gset hill_
select app.queue_calendar_task(c.organization_id, c.connection_id, 'sync') from app.calendar_connections as c where c.status = 'connected' order by c.organization_id <> tests.id('river');
create temp table turns as select * from pg_temp.claim('w', 2);
select is((select count(*) from turns where connection_id = :'hill_eves'), 1::bigint, 'each organization has its turn');
select is(pg_temp.done(task_id, null, 'w', 900), 'queued', 'what is done again and again is queued again') from turns limit 1;
