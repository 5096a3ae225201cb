-- req: SC-2.4
-- What ada does to our events in her own calendar: the booking follows, she is asked, or the event goes back, as her practice wishes; our own writes never echo.
select tests.freeze();
insert into app.data_keys (key_id, organization_id, master_key_id, wrapped) values (gen_random_uuid(), tests.id('river'), 'test', sha256('a') || sha256('b'));
insert into app.calendar_connections (organization_id, user_id, provider, account, calendar_id, sealed, data_key_id)
select tests.id('river'), tests.id('ada.user'), 'google', 'ada@example.com', 'made', 'sealed', k.key_id from app.data_keys as k
returning connection_id as ada \gset
create function pg_temp.connection() returns uuid language sql as $$ select c.connection_id from app.calendar_connections as c; $$;
-- Every booking as if our event were there, as it is now.
create function pg_temp.write(p_etag text) returns void language sql as $$
  insert into app.calendar_events as e (booking_id, connection_id, organization_id, calendar_id, remote_id, etag, ics_uid, written_sequence, written_starts_at, written_ends_at, written_at)
  select b.booking_id, pg_temp.connection(), b.organization_id, 'made', 'r-' || b.reference, p_etag, b.ics_uid, b.ics_sequence, b.starts_at, b.ends_at, clock_timestamp()
  from app.bookings as b
  on conflict (booking_id, connection_id, organization_id) do update
  set etag = excluded.etag, written_sequence = excluded.written_sequence, written_starts_at = excluded.written_starts_at, written_ends_at = excluded.written_ends_at,
    written_at = excluded.written_at;
  delete from app.calendar_tasks as t where t.kind = 'put_event';
$$;
create function pg_temp.noted(p_booking uuid, p_etag text, p_starts timestamptz, p_minutes integer default 50, p_calendar text default 'made') returns text language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform tests.act_as('service');
  v_answer := api.note_remote_events((select connection_id from connected), p_calendar, jsonb_build_array(jsonb_build_object(
    'remote_id', 'r-' || (select w.reference from who as w where w.booking_id = p_booking), 'etag', p_etag, 'cancelled', p_starts is null,
    'starts_at', p_starts, 'ends_at', p_starts + make_interval(mins => p_minutes))));
  perform tests.act_as('owner');
  return coalesce((select string_agg(k || ' ' || (v_answer ->> k), ' ') from jsonb_object_keys(v_answer) as k), '');
end;
$$;
create temp table connected as select pg_temp.connection() as connection_id;
create function pg_temp.wish(p_wish text) returns void language sql as $$ update app.organizations set on_remote_change = p_wish where organization_id = tests.id('river'); $$;
create function pg_temp.at_of(p_booking uuid) returns text language sql as $$
  select b.status || to_char(b.starts_at at time zone 'America/Toronto', ' DD HH24:MI') from app.bookings as b where b.booking_id = p_booking;
$$;
create function pg_temp.puts() returns bigint language sql as $$ select count(*) from app.calendar_tasks as t where t.kind = 'put_event' and t.status = 'queued'; $$;
create function pg_temp.told() returns text[] language sql as $$
  select array_agg(e.topic || coalesce(' ' || (e.data ->> 'because'), '') order by e.position) from app.outbox_events as e where e.topic like 'calendar\_change.%';
$$;

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as first \gset
select tests.book('single', '2027-01-06 10:00', 'ben@example.com') as second \gset
select tests.act_as('owner');
create temp table who as select b.booking_id, b.reference from app.bookings as b;
grant select on who, connected to service_role;
select pg_temp.write('e1');

-- Echoes.
select is(pg_temp.noted(:'first', 'e1', tests.at('2027-01-05 11:00')), 'same 1', 'the version that we wrote is our own doing');
select is(pg_temp.noted(:'first', 'e2', tests.at('2027-01-05 10:00')), 'same 1', 'and so is the time that we wrote, whoever gave it another colour');
select is((select count(*) from app.calendar_changes), 0::bigint, 'of which nothing is kept');
select is(pg_temp.noted(:'first', 'e3', tests.at('2027-01-05 11:00'), p_calendar => 'another'), '', 'nor of what is said of a calendar that is ours no longer');

-- Ask.
select is(pg_temp.noted(:'first', 'e3', tests.at('2027-01-05 11:00')), 'asked 1', 'ada moves it: she is asked, which is the default');
select is(pg_temp.noted(:'first', 'e3', tests.at('2027-01-05 11:00')), 'known 1', 'once, if it is heard twice');
select is(pg_temp.noted(:'first', 'e4', tests.at('2027-01-05 11:00')), 'known 1', 'and renaming it asks nothing more');
select is(pg_temp.at_of(:'first'), 'confirmed 05 10:00', 'meanwhile it stands');
select is(pg_temp.told(), array['calendar_change.asked'], 'she is told');
select is((tests.audited((select c.change_id::text from app.calendar_changes as c)))[1], 'calendar_change.asked by service:calendar', 'the log says so');
select is(pg_temp.noted(:'first', 'e5', tests.at('2027-01-05 13:00')), 'asked 1', 'she moves it on');
select is((select array_agg(c.status order by c.to_starts_at) from app.calendar_changes as c), array['overtaken', 'asked'], 'which is what is asked then');
select c.change_id as change from app.calendar_changes as c where c.status = 'asked' \gset
select tests.act_as('dan');
select tests.refuses(format('select api.decide_calendar_change(%L, %L)', :'change', 'apply'), 'not_found', 'another practitioner sees no such change');
select tests.act_as('ben');
select tests.refuses(format('select api.decide_calendar_change(%L, %L)', :'change', 'apply'), 'not_found', 'nor does a client');
select tests.act_as('ada');
select is((select array_agg(v.status || ' ' || v.kind order by v.to_starts_at) from api.calendar_changes as v), array['overtaken move', 'asked move'], 'she does');
select tests.refuses(format('select api.decide_calendar_change(%L, %L)', :'change', 'perhaps'), 'invalid_argument', 'and decides');
select is(api.decide_calendar_change(:'change', 'apply') ->> 'status', 'applied', 'that it follows');
select is(api.decide_calendar_change(:'change', 'apply') ->> 'status', 'applied', 'also twice');
select tests.refuses(format('select api.decide_calendar_change(%L, %L)', :'change', 'put_back'), 'illegal_transition', 'which is that');
select tests.act_as('owner');
select is(pg_temp.at_of(:'first'), 'rescheduled 05 13:00', 'the booking follows');
select is(pg_temp.noted(:'first', 'e5', tests.at('2027-01-05 13:00')), 'same 1', 'and its event says what it is, before we have written that');
select pg_temp.write('e6');

-- Put back.
select pg_temp.wish('put_back');
select is(pg_temp.noted(:'first', 'e7', tests.at('2027-01-05 14:00')), 'put_back 1', 'a practice that wants no changes from outside');
select is(pg_temp.puts(), 1::bigint, 'has them written back');
select is(pg_temp.noted(:'first', 'e7', tests.at('2027-01-05 14:00')), 'known 1', 'once');
select is(pg_temp.told(), array['calendar_change.asked', 'calendar_change.asked', 'calendar_change.put_back'], 'and ada is told');
select pg_temp.write('e8');
select is(pg_temp.noted(:'first', null, null), 'put_back 1', 'deleting it is a change as well');
select pg_temp.write('e9');
select is(pg_temp.noted(:'first', 'e10', tests.at('2027-01-05 14:00')), 'put_back 1', 'a program that moves it');
select is((select t.next_attempt_at from app.calendar_tasks as t where t.kind = 'put_event'), app.now(), 'has it put back at once');
select pg_temp.write('e11');
select is(pg_temp.noted(:'first', 'e12', tests.at('2027-01-05 14:00')), 'put_back 1', 'but where it moves it whenever it was put back');
select is((select t.next_attempt_at from app.calendar_tasks as t where t.kind = 'put_event'), app.now() + interval '10 minutes', 'not at once any more');
select is(cardinality(pg_temp.told()), 5, 'nor is ada written to each time');
select pg_temp.write('e13');

-- Apply, by the rules.
select pg_temp.wish('apply');
select is(pg_temp.noted(:'first', 'f1', tests.at('2027-01-06 10:00')), 'refused 1', 'where ben has the time');
select is(pg_temp.noted(:'first', 'f2', tests.at('2027-01-05 05:00')), 'refused 1', 'and where there are no hours');
select is(pg_temp.noted(:'first', 'f3', tests.at('2027-01-05 13:00'), 45), 'refused 1', 'a booking keeps its length');
select is(
  (select array_agg(c.reason order by c.noticed_at, c.to_starts_at) from app.calendar_changes as c where c.status = 'refused'), array['outside_availability', 'illegal_transition', 'slot_taken'],
  'the event goes back, and it is said why'
);
select is(pg_temp.puts(), 1::bigint, 'in one write');
select is((select detail from app.calendar_changes as c where c.reason = 'slot_taken'), 'This slot is now full, please choose another', 'in a sentence');
select is(pg_temp.noted(:'first', 'f4', tests.at('2027-01-05 15:00')), 'applied 1', 'a free time is taken');
select is(pg_temp.at_of(:'first'), 'rescheduled 05 15:00', 'the booking follows');
select is(pg_temp.noted(:'first', 'f4', tests.at('2027-01-05 15:00')), 'same 1', 'heard again, after a crash before the token was saved, it is nothing new');
select is(
  (select b.after ->> 'status' || ' by ' || b.actor from app.audit_log as b where b.entity_id = :'first' order by b.entry_id desc limit 1), 'rescheduled by service:calendar', 'the log says who'
);
select is(pg_temp.noted(:'first', 'f5', tests.at('2027-01-05 16:00')), 'refused 1', 'before that is written, another move comes late');
select pg_temp.write('f6');
select is(pg_temp.noted(:'second', null, null), 'applied 1', 'an event that is deleted');
select is(pg_temp.at_of(:'second'), 'cancelled 06 10:00', 'cancels its booking');
select is(pg_temp.noted(:'second', null, null), '', 'once');

-- Full lists.
select pg_temp.write('g1');
select tests.act_as('service');
select is(
  api.note_remote_events((select connection_id from connected), 'made', '[]', array['r-' || (select w.reference from who as w where w.booking_id = :'first')], clock_timestamp()), '{}',
  'who is in a full list, is there'
);
select is(api.note_remote_events((select connection_id from connected), 'made', '[]', array['x'], '2020-01-01'), '{}', 'what we wrote after it was made, is not missed');
select is(api.note_remote_events((select connection_id from connected), 'made', '[]', array['x'], clock_timestamp()), '{"applied": 1}', 'what is not in it, was deleted while nobody listened');
select tests.act_as('owner');
select is(pg_temp.at_of(:'first'), 'cancelled 05 15:00', 'and so is the booking');

-- Past ones, and the asked one that its owner settles elsewhere.
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as third \gset
select tests.act_as('owner');
truncate who;
insert into who select b.booking_id, b.reference from app.bookings as b;
select pg_temp.write('h1');
select pg_temp.wish('ask');
select is(pg_temp.noted(:'third', null, null), 'asked 1', 'a third is deleted');
select tests.act_as('ada');
select (api.reschedule_booking(:'third', tests.at('2027-01-05 11:00'))).status;
select tests.act_as('owner');
select is((select c.status from app.calendar_changes as c where c.booking_id = :'third'), 'overtaken', 'whoever changes the booking has decided');
select pg_temp.write('h2');
select is(pg_temp.noted(:'third', null, null), 'asked 1', 'deleted once more, she is asked once more');
select tests.freeze(tests.at('2027-01-05 11:30'));
select is(pg_temp.noted(:'third', null, null), '', 'what is under way or past may be tidied away');
select tests.freeze(tests.at('2027-01-05 12:30'));
select tests.act_as('ada');
select (api.complete_booking(:'third')).status;
select tests.act_as('owner');
select is((select array_agg(c.status) from app.calendar_changes as c where c.booking_id = :'third'), array['overtaken', 'overtaken'], 'and once it took place, nobody is asked any more');

-- Disconnected before she decides.
select tests.act_as('anon');
select tests.book('single', '2027-01-06 10:00') as fourth \gset
select tests.act_as('owner');
insert into who select b.booking_id, b.reference from app.bookings as b where b.booking_id = :'fourth';
select pg_temp.write('i1');
select is(pg_temp.noted(:'fourth', null, null), 'asked 1', 'a fourth is deleted');
update app.calendar_connections set status = 'ended', ended_at = app.now(), ended_by = 'user:ada', sealed = null, data_key_id = null;
select is((select c.status from app.calendar_changes as c where c.booking_id = :'fourth'), 'overtaken', 'with the calendar disconnected there is nothing left to put back');
select is((select count(*) from app.calendar_tasks), 0::bigint, 'and none of its tasks stays behind');
select app.queue_calendar_task(tests.id('river'), pg_temp.connection(), 'put_event', :'fourth');
select is((select count(*) from app.calendar_tasks), 0::bigint, 'nor is one queued that nobody would ever carry out');
