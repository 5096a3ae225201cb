-- Practice rooms: offered, booked, moved and deleted, and nobody in two places.
select tests.freeze();

-- req: SC-1.1
select tests.act_as('ada');
create temporary table made as
select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:00'), 60, false, ' Case practice ', 'room-key-1') as room;
grant all on made to public;
create function pg_temp.room() returns uuid language sql as $$ select (room ->> 'room_id')::uuid from made; $$;
select is(
  (select room - 'room_id' - 'organization_id' from made),
  jsonb_build_object('title', 'Case practice', 'is_private', false, 'stage', 'waiting', 'status', 'open', 'starts_at', tests.at('2027-01-05 18:00'),
    'ends_at', tests.at('2027-01-05 19:00'), 'host_name', 'Ada', 'guest_name', null, 'my_role', 'host', 'link_token', null),
  'ada offers a room'
);
select is(
  api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:00'), 60, false, ' Case practice ', 'room-key-1'), (select room from made),
  'asked again under the same key, it is the same room'
);
select results_eq(
  $$ select number, status, candidate from api.practice_rounds where room_id = pg_temp.room() $$, $$ values (1, 'waiting', null::text) $$,
  'round 1 is there with it'
);
select is(tests.as_owner('select count(*) from app.outbox_events'), '0', 'nobody gets a mail of that');
select is(
  tests.as_owner('select array_agg(c.kind)::text from app.slot_claims as c'), '{practice_room}', 'her time is taken'
);

-- Who sees it.
select tests.act_as('ben');
select results_eq(
  $$ select title, status, host_name, guest_name, my_role, duration_minutes from api.list_open_rooms(tests.id('river')) $$,
  $$ values ('Case practice', 'open', 'Ada', null::text, null::text, 60) $$,
  'ben, a client there, finds it in the list'
);
select is_empty($$ select from api.practice_rounds $$, 'but not what is practised there');
select tests.act_as('eve');
select is_empty($$ select from api.practice_rooms $$, 'a stranger sees nothing');
select tests.refuses($$ select api.list_open_rooms(tests.id('river')) $$, 'not_found', 'nor does the organization exist for her');
select tests.refuses(format($$ select api.book_practice_room(%L) $$, pg_temp.room()), 'not_found', 'nor can she book');
select tests.refuses($$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:00')) $$, 'not_found', 'nor host');
select tests.refuses(format($$ select api.delete_practice_room(%L) $$, pg_temp.room()), 'not_found', 'nor delete');
select tests.act_as('anon');
select tests.forbids($$ select api.list_open_rooms(tests.id('river')) $$, 'the public may not even ask');

-- Times.
select tests.act_as('dan');
select tests.refuses($$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-03 18:00')) $$, 'too_soon', 'the past is not offered');
select tests.refuses($$ select api.create_practice_room(tests.id('river'), tests.at('2029-01-03 18:00')) $$, 'too_far', 'nor the year after the next');
select tests.refuses($$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:00'), 4) $$, 'invalid_argument', 'nor four minutes');
select tests.refuses($$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:00:30')) $$, 'invalid_argument', 'nor half a minute past');
select tests.refuses(
  $$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:00'), title => repeat('x', 201)) $$, 'invalid_argument', 'nor a title without an end'
);

-- The host is nowhere else.
select tests.act_as('ada');
select tests.refuses(
  $$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:30')) $$, 'slot_taken', 'ada cannot host two rooms at once'
);
select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 09:00')) is not null as made_at_nine;
select tests.act_as('anon');
select tests.refuses($$ select tests.hold('single', '2027-01-05 09:00') $$, 'slot_taken', 'nor is she booked where she hosts');
select is_empty(
  $$ select from api.available_slots(tests.id('ada'), tests.id('single'), '2027-01-05', '2027-01-05') as s where s.starts_at < tests.at('2027-01-05 10:00') $$,
  'no time is offered there'
);
select tests.hold('single', '2027-01-05 13:00') is not null as held;
select tests.act_as('ada');
select tests.refuses(
  $$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 13:30')) $$, 'slot_taken', 'she cannot host where somebody holds her time'
);
select tests.freeze('2027-01-04 14:00+00');
select lives_ok($$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 13:30')) $$, 'until the hold has lapsed');

-- req: SC-1.2
select tests.refuses(format($$ select api.book_practice_room(%L) $$, pg_temp.room()), 'not_allowed', 'the host cannot be the guest');
select tests.act_as('ben');
create temporary table booked as select api.book_practice_room(pg_temp.room(), null, 'book-key-1') as room;
grant all on booked to public;
select is(
  (select jsonb_build_array(room ->> 'status', room ->> 'guest_name', room ->> 'my_role') from booked), '["booked", "Ben", "guest"]', 'ben books it'
);
select is(api.book_practice_room(pg_temp.room(), null, 'book-key-1'), (select room from booked), 'asked again under the same key, he is told the same');
select tests.refuses(format($$ select api.book_practice_room(%L) $$, pg_temp.room()), 'slot_taken', 'without the key it is a second booking');
select tests.act_as('dan');
select tests.refuses(format($$ select api.book_practice_room(%L) $$, pg_temp.room()), 'slot_taken', 'dan comes too late');
select is(
  tests.as_owner(format('select r.guest_id = tests.id(''ben.user'') from app.practice_rooms as r where r.room_id = %L', pg_temp.room())), 'true', 'and overwrites nothing'
);
select is_empty(format($$ select from api.practice_rooms where room_id = %L $$, pg_temp.room()), 'he does not see it any more');
select tests.act_as('cleo');
select is_empty(format($$ select from api.practice_rooms where room_id = %L $$, pg_temp.room()), 'nor does the admin');
select is_empty($$ select from api.practice_rounds $$, 'nor what is practised');
select is_empty(format($$ select from api.list_open_rooms(tests.id('river')) where room_id = %L $$, pg_temp.room()), 'it is not listed any more');

-- The guest is nowhere else, either.
select tests.act_as('ben');
select tests.refuses($$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:30')) $$, 'client_busy', 'ben is in one practice room');
create temporary table his as select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 14:00')) as room;
grant all on his to public;
select tests.refuses(
  $$ select api.confirm_hold(tests.hold('single', '2027-01-05 14:15', 'dan'), tests.client('ben@example.com')) $$, 'client_busy', 'as a client he is not booked meanwhile'
);
select tests.book('single', '2027-01-06 09:00', 'ben@example.com', 'dan') as booking_id \gset
select tests.refuses($$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-06 09:30')) $$, 'client_busy', 'nor practises where he is booked');
select tests.refuses(format($$ select api.reschedule_booking(%L, tests.at('2027-01-05 14:15')) $$, :'booking_id'), 'client_busy', 'nor does his booking move there');
select api.cancel_booking(:'booking_id') is not null as cancelled;
select lives_ok($$ select api.create_practice_room(tests.id('river'), tests.at('2027-01-06 09:30')) $$, 'a cancelled booking is in nobody''s way');

-- req: SC-1.4 SC-1.6
select tests.act_as('dan');
create temporary table open_one as select api.create_practice_room(tests.id('river'), tests.at('2027-01-07 18:00')) as room;
grant all on open_one to public;
select tests.act_as('ben');
select tests.refuses(
  format($$ select api.update_practice_room(%L, tests.at('2027-01-07 19:00')) $$, (select room ->> 'room_id' from open_one)), 'not_allowed', 'another''s open room is not moved'
);
select tests.refuses(format($$ select api.update_practice_room(%L, tests.at('2027-01-07 19:00')) $$, pg_temp.room()), 'not_allowed', 'nor by its guest');
select tests.act_as('ada');
select tests.refuses(format($$ select api.update_practice_room(%L, tests.at('2027-01-05 09:30')) $$, pg_temp.room()), 'slot_taken', 'not to where she hosts another');
select tests.refuses(format($$ select api.update_practice_room(%L, tests.at('2027-01-05 13:45')) $$, pg_temp.room()), 'slot_taken', 'nor where she has another room');
select tests.refuses(format($$ select api.update_practice_room(%L, tests.at('2027-01-06 09:45')) $$, pg_temp.room()), 'client_busy', 'nor where the guest is elsewhere');
select is(
  api.update_practice_room(pg_temp.room(), tests.at('2027-01-05 18:30'), 90, title => '') ->> 'ends_at', to_jsonb(tests.at('2027-01-05 20:00')) #>> '{}',
  'she moves it by less than its length'
);
select is(
  tests.as_owner(format('select r.ics_sequence || coalesce(r.title, '''') from app.practice_rooms as r where r.room_id = %L', pg_temp.room())), '1', 'calendars get a higher number'
);
select results_eq(
  $$ select span::text from app.practice_seats where room_id = pg_temp.room() $$, $$ select tstzrange(tests.at('2027-01-05 18:30'), tests.at('2027-01-05 20:00'))::text from generate_series(1, 2) $$,
  'both have moved with it'
) from (select tests.act_as('owner')) as o;

-- req: SC-1.7
select tests.act_as('ben');
select is(api.update_practice_room(pg_temp.room(), stage => 'briefing') ->> 'stage', 'briefing', 'the guest may set the stage');
select tests.refuses(format($$ select api.update_practice_room(%L, stage => 'lunch') $$, pg_temp.room()), 'invalid_argument', 'one that there is');
select tests.refuses(format($$ select api.update_practice_room(%L, stage => 'done') $$, (select room ->> 'room_id' from his)), 'illegal_transition', 'and not before somebody booked');
select tests.refuses(format($$ select api.start_round(%L, 'nobody') $$, pg_temp.room()), 'invalid_argument', 'the candidate is one of the two');
create temporary table round as select api.start_round(pg_temp.room(), 'guest', 'A brief', 'start-key-1') as round;
grant all on round to public;
select is((select round ->> 'number' from round), '1', 'round 1 begins');
select is(api.start_round(pg_temp.room(), 'guest', 'A brief', 'start-key-1'), (select round from round), 'once, under one key');
select tests.refuses(format($$ select api.start_round(%L) $$, pg_temp.room()), 'illegal_transition', 'none begins while one runs');
select tests.act_as('ada');
select lives_ok(format($$ select api.finish_round(%L, 'What was said') $$, (select round ->> 'round_id' from round)), 'the host finishes it');
select lives_ok(format($$ select api.finish_round(%L, null, 'Well done') $$, (select round ->> 'round_id' from round)), 'and assesses it later');
select tests.refuses(format($$ select api.finish_round(%L, 'Other words') $$, (select round ->> 'round_id' from round)), 'illegal_transition', 'what was said stays');
select tests.refuses(format($$ select api.finish_round(%L, repeat('x', 200001)) $$, (select round ->> 'round_id' from round)), 'invalid_argument', 'within bounds');
select is(api.start_round(pg_temp.room(), 'host') ->> 'number', '2', 'round 2 follows');
select tests.act_as('ben');
select results_eq(
  $$ select number, status, candidate, case_brief, transcript, assessment from api.practice_rounds where room_id = pg_temp.room() order by number $$,
  $$ values (1, 'finished', 'guest', 'A brief', 'What was said', 'Well done'), (2, 'running', 'host', null, null, null) $$,
  'both read what was practised'
);
select tests.act_as('dan');
select is_empty($$ select from api.practice_rounds where transcript is not null $$, 'others do not');
select tests.refuses(format($$ select api.finish_round(%L) $$, (select round ->> 'round_id' from round)), 'not_found', 'nor finish');
select tests.refuses(format($$ select api.start_round(%L) $$, pg_temp.room()), 'not_found', 'nor start');
select tests.act_as('ada');
select lives_ok(format($$ select api.update_practice_room(%L, stage => 'done') $$, pg_temp.room()), 'it ends');
select tests.refuses(format($$ select api.update_practice_room(%L, stage => 'waiting') $$, pg_temp.room()), 'illegal_transition', 'what has ended stays as it is');
select tests.refuses(format($$ select api.start_round(%L) $$, pg_temp.room()), 'illegal_transition', 'without another round');

-- req: SC-1.5
select tests.act_as('ben');
select tests.refuses(format($$ select api.delete_practice_room(%L, repeat('x', 2001)) $$, pg_temp.room()), 'invalid_argument', 'a reason is short');
select tests.freeze(tests.at('2027-01-05 19:00'));
select tests.refuses(format($$ select api.delete_practice_room(%L) $$, pg_temp.room()), 'illegal_transition', 'what was practised is not the guest''s to delete');
select tests.act_as('ada');
select is(api.delete_practice_room(pg_temp.room()) ->> 'deleted', 'true', 'it is the host''s');
select tests.act_as('owner');
select is_empty(format(
  $$ select 1 from app.practice_rounds where room_id = %1$L union all select 1 from app.practice_seats where room_id = %1$L union all select 1 from app.practice_rooms where room_id = %1$L $$,
  pg_temp.room()
), 'the rounds and the room are gone');
select is_empty(
  $$ select from app.slot_claims as c where c.kind = 'practice_room' and not exists (select from app.practice_seats as s where s.claim_id = c.claim_id) $$, 'and the time is free'
);
select matches(
  array_to_string(tests.audited(pg_temp.room()::text), ', '), '^practice_room.created by user:.*practice_room.changed by user:.*practice_room.deleted by user:', 'the log has it all'
);
select is_empty($$ select from app.audit_log as a where a.entity like 'practice%' and (a.before::text || a.after::text) ~ 'Ada|Ben|Case|said|Well' $$, 'and nothing of what was said');

