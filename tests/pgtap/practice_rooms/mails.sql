-- Who is told of a practice room, and what: nothing until somebody books it, then each the own address and the other's name.
select tests.freeze();
create function pg_temp.told() returns table (topic text, recipient text, sequence text, uid text) language sql as $$
  select e.topic, e.recipient, e.data ->> 'ics_sequence', e.data ->> 'ics_uid' from app.outbox_events as e where e.topic like 'practice%' order by e.position
$$;

-- req: SC-1.1 SC-1.3
select tests.act_as('ada');
select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:00')) ->> 'room_id' as room \gset
select tests.act_as('owner');
select is_empty($$ select * from pg_temp.told() $$, 'no mail of what nobody has booked');
select tests.act_as('ada');
select is(api.update_practice_room(:'room', tests.at('2027-01-05 17:00')) ->> 'status', 'open', 'nor when it is moved then');
select tests.act_as('ben');
select is(api.book_practice_room(:'room') ->> 'status', 'booked', 'ben books');
select tests.act_as('owner');
select results_eq(
  $$ select topic, recipient, sequence from pg_temp.told() $$,
  $$ values ('practice_room.booked', 'host', '0'), ('practice_room.booked', 'guest', '0') $$, 'both are told'
);
-- req: SC-1.9
select tests.act_as('service');
create temp table claimed as select * from api.claim_events('w');
select results_eq(
  $$ select recipient, payload #>> '{party,email}', payload #>> '{party,name}', payload #>> '{other,name}', payload -> 'other' ? 'email', payload::text ~ 'user_id|_id":' and payload::text ~ 'host_id' from claimed order by recipient $$,
  $$ values ('guest', 'ben@example.com', 'Ben', 'Ada', false, false), ('host', 'ada@example.com', 'Ada', 'Ben', false, false) $$, 'each at the own address, with the other''s name and no address'
);
select ok((select bool_and(payload #>> '{practice_room,video_url}' like 'https://meet.jit.si/%') from claimed), 'and the way in');
select count(api.mark_delivered(event_id)) from claimed;
select results_eq(
  $$ select recipient, address from api.messages where topic = 'practice_room.booked' order by recipient $$, $$ values ('guest', 'b***@example.com'), ('host', 'a***@example.com') $$, 'the log of mails masks them'
) from (select tests.act_as('cleo')) as c;
select is((select count(*)::integer from api.notifications where topic = 'practice_room.booked'), 1, 'and ben hears it within the app') from (select tests.act_as('ben')) as b;
select is((select video_url like 'https://meet.jit.si/%' from api.practice_rooms where room_id = :'room'), true, 'where he sees the way in, too');

-- req: SC-1.4
select tests.act_as('ada');
select is(api.update_practice_room(:'room', tests.at('2027-01-05 19:00')) ->> 'status', 'booked', 'ada moves it');
select is(api.update_practice_room(:'room', title => 'Markets') ->> 'title', 'Markets', 'and names it');
-- req: SC-1.5
select is(api.delete_practice_room(:'room', 'I am ill.') ->> 'deleted', 'true', 'and deletes it');
select tests.act_as('owner');
select results_eq(
  $$ select topic, recipient, sequence from pg_temp.told() offset 2 $$,
  $$ values ('practice_room.rescheduled', 'host', '1'), ('practice_room.rescheduled', 'guest', '1'), ('practice_room.cancelled', 'host', '2'), ('practice_room.cancelled', 'guest', '2') $$,
  'each change has a higher number, a name is none'
);
select is((select count(distinct uid)::integer from pg_temp.told()), 1, 'and all are about one calendar entry');
select tests.act_as('service');
create temp table later as select * from api.claim_events('w');
select is((select array_agg(distinct topic) from later), array['practice_room.rescheduled'], 'in order');
select count(api.mark_delivered(event_id)) from later;
create temp table last as select * from api.claim_events('w');
select results_eq(
  $$ select recipient, payload #>> '{party,email}', payload #>> '{practice_room,reason}', payload #>> '{practice_room,changed_by}' from last order by recipient $$,
  $$ values ('guest', 'ben@example.com', 'I am ill.', 'host'), ('host', 'ada@example.com', 'I am ill.', 'host') $$, 'the end is told though the room is gone'
);
select tests.act_as('owner');
select is_empty($$ select from app.practice_rooms $$, 'which it is');
select is((select status from app.video_rooms where subject_kind = 'practice_room'), 'ended', 'with its video room');
