-- req: TS-1
-- What is too old goes: seen before, off until switched on, never less than the law allows, never under a hold.
select tests.freeze('2016-01-04 13:00+00');
select tests.act_as('anon');
select tests.book('single', '2016-01-05 10:00', 'old@example.com') as old_visit \gset
select tests.book('single', '2016-01-05 14:00', 'held@example.com') as held_visit \gset
-- A mail about what was written to the one on hold, which did not arrive; and a visit from before that one had an account.
select tests.act_as('owner');
select client_id as held from app.bookings where booking_id = :'held_visit' \gset
insert into app.conversations (organization_id, kind, client_id, practitioner_id) values (tests.id('river'), 'direct', :'held', tests.id('dan')) returning conversation_id as talk \gset
insert into app.conversation_participants (organization_id, conversation_id, client_id) values (tests.id('river'), :'talk', :'held') returning participant_id \gset
insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, status, finished_at)
values (tests.id('river'), 'conversation.unread', 'client', :'participant_id', '{}', 'failed', app.now()) returning event_id as unread \gset
select app.record(tests.id('river'), 'message.failed', :'unread', null, '{"because": "550 held@example.com unknown"}');
select tests.act_as('anon');
select tests.book('single', '2016-01-06 10:00', 'before@example.com') as visit_before \gset
select tests.act_as('anon');
select tests.freeze('2027-01-04 13:00+00');
select tests.book('single', '2027-01-05 10:00') as new_visit \gset
select tests.act_as('owner');
update app.clients set created_at = '2016-01-04' where email in ('old@example.com', 'held@example.com', 'before@example.com', 'ben@example.com');
update app.outbox_events set status = 'delivered', finished_at = created_at where created_at < '2017-01-01';
select client_id as old from app.clients where email = 'old@example.com' \gset
select client_id as held from app.clients where email = 'held@example.com' \gset
select tests.act_as('cleo');
select api.place_legal_hold(:'held', 'Claim 1');
-- Who is on hold signs up afterwards, and what was booked without an account is the account's.
select tests.act_as('owner');
insert into app.clients (organization_id, user_id, name, email, phone, time_zone, created_at)
values (tests.id('river'), tests.id('uma.user'), 'Held', 'held@example.com', '+1 416 555 0100', 'America/Toronto', '2016-01-04')
returning client_id as account \gset
select is(app.merge_client(c, :'account'), 1, 'the visit of who is on hold is their account''s') from app.clients as c where c.client_id = :'held';
insert into app.merged_clients (client_id, organization_id, into_client_id) select client_id, organization_id, :'account' from app.bookings where booking_id = :'visit_before';
-- A letter about a practice room of theirs, long deleted; and somebody who is here to practise only, with ada, this week.
insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, status, created_at, finished_at)
select tests.id('river'), 'practice_room.cancelled', 'host', gen_random_uuid(), jsonb_build_object('host_id', tests.id('uma.user')), 'failed', '2016-01-05', '2016-01-05'
returning event_id as practised \gset
insert into app.clients (organization_id, user_id, name, email, phone, time_zone, created_at)
values (tests.id('river'), gen_random_uuid(), 'Peer', 'peer@example.com', '+1 416 555 0100', 'America/Toronto', '2016-01-04') returning user_id as peer \gset
select tests.act_as('ada');
select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:00')) ->> 'room_id' as room \gset
select tests.act_as('owner');
insert into app.practice_seats (room_id, organization_id, party, user_id, span)
select r.room_id, r.organization_id, 'guest', :'peer', tstzrange(r.starts_at, r.ends_at) from app.practice_rooms as r;
-- Practised long ago, by ada with dan and with whoever is on hold; and a time that she offered, which nobody took.
create function pg_temp.practised(p_guest uuid, p_day date) returns uuid language sql as $$
  with room as (
    insert into app.practice_rooms (organization_id, host_id, host_name, guest_id, guest_name, title, stage, starts_at, ends_at, last_round, booked_at)
    values (tests.id('river'), tests.id('ada.user'), 'Ada', p_guest, 'Guest', 'Cases', 'waiting', p_day, p_day + interval '1 hour', 1, p_day) returning *
  ), round as (
    insert into app.practice_rounds (organization_id, room_id, number, started_at, finished_at, transcript)
    select organization_id, room_id, 1, starts_at, starts_at + interval '3 days', 'Said then' from room
  )
  select room_id from room;
$$;
select pg_temp.practised(tests.id('dan.user'), '2024-12-01') as long_ago, pg_temp.practised(tests.id('uma.user'), '2024-12-02') as of_held, pg_temp.practised(tests.id('dan.user'), '2025-01-03') as of_late \gset
insert into app.room_slots (organization_id, host_id, host_name, starts_at, ends_at)
values (tests.id('river'), tests.id('ada.user'), 'Ada', '2024-12-01', '2024-12-01 01:00') returning slot_id \gset
select tests.act_as('cleo');

select results_eq(
  $$ select kind, keep_days, floor_days, switched_on_at is null from api.retention where organization_id = tests.id('river') order by kind $$,
  $$ values ('audit_words', 3653, 730, true), ('clients', 3653, 3653, true), ('messages', 365, 1, true), ('practice', 730, 1, true), ('wishes', 365, 1, true) $$, 'the defaults, switched off'
);
select results_eq(
  $$ select kind, due_rows from api.preview_retention(tests.id('river')) $$,
  $$ values ('audit_words', 3::bigint), ('clients', 2), ('messages', 2), ('practice', 2), ('wishes', 0) $$,
  'cleo sees what would go: old and ben, whom nobody saw since, and what was practised and offered; not what is on hold'
);
select tests.refuses(format($$ select api.set_retention(%L, true, '{"clients": 365}') $$, tests.id('river')), 'invalid_argument', 'less than the law allows');
select tests.refuses(format($$ select api.set_retention(%L, true, '{"moods": 365}') $$, tests.id('river')), 'invalid_argument', 'no such kind');
select tests.refuses(format($$ select api.set_retention(%L, true, '{"wishes": "long"}') $$, tests.id('river')), 'invalid_argument', 'no number');
select tests.act_as('service');
select is(api.apply_retention(), '{}', 'switched off nothing goes');
select tests.act_as('ada');
select tests.refuses(format('select * from api.preview_retention(%L)', tests.id('river')), 'not_allowed', 'ada may not look');
select tests.refuses(format('select api.set_retention(%L, true)', tests.id('river')), 'not_allowed', 'nor switch it on');
select is_empty('select * from api.retention', 'nor see the periods');
select tests.act_as('cleo');
select is(api.set_retention(tests.id('river'), true, '{"messages": 400}') ->> 'switched_on', 'true', 'cleo switches it on');
select is((select keep_days from api.retention where kind = 'messages'), 400, 'with a period of her own');
select tests.forbids('select api.apply_retention()', 'but only the service role applies it');

select tests.act_as('service');
select is(
  api.apply_retention(), jsonb_build_object('organization_id', tests.id('river'), 'ended', '{"audit_words": 3, "clients": 2, "messages": 2, "practice": 2}'::jsonb), 'what was seen before goes'
);
select is(api.apply_retention(), '{}', 'at most every ten minutes');
select tests.act_as('owner');
select is(
  (select array_agg(name order by name) from app.clients), array['Erased', 'Erased', 'Gil Guest', 'Gil Guest', 'Gil Guest', 'Held', 'Peer'],
  'old and ben are nobody; held, in every row, and those of today are not'
);
select isnt_empty(format('select 1 from app.outbox_events where event_id = %L', :'practised'), 'nor is the letter gone to whoever is on hold, about practising');
select is((select client_name from app.bookings where booking_id = :'held_visit'), 'Gil Guest', 'nothing on hold was touched');
select isnt_empty(format('select 1 from app.outbox_events where subject_id = %L', :'held_visit'), 'no mail about it either');
select is_empty(format('select 1 from app.outbox_events where subject_id = %L', :'old_visit'), 'mails about the old visit are gone');
select isnt_empty(format('select 1 from app.outbox_events where event_id = %L', :'unread'), 'nor that something was written to whoever is on hold');
select is((select count(*) from app.bookings), 4::bigint, 'every booking stays');
select set_eq(
  $$ select room_id from app.practice_rounds where transcript is not null $$, array[:'of_held', :'of_late']::uuid[], 'what was practised goes, but for what is on hold, and what ended later'
);
select results_eq(
  format($$ select title, stage, guest_id from app.practice_rooms where room_id = %L $$, :'long_ago'), $$ values (null::text, 'done', tests.id('dan.user')) $$, 'who met whom stays'
);
select is_empty(format('select 1 from app.room_slots where slot_id = %L', :'slot_id'), 'and the offer goes');
select is((select reason from app.erasures limit 1), 'Kept for as long as the organization keeps clients.', 'and the list of erasures says why');
-- A hold on the account covers what the same person was without it.
select tests.act_as('cleo');
select api.lift_legal_hold(:'held', 'Placed on the account instead');
select api.place_legal_hold(:'account', 'Claim 1');
select tests.refuses(format('select api.erase_client(%L, %L)', client, 'Asked by letter'), 'illegal_transition', description)
from (values (:'account', 'neither the account is erased'), (:'held', 'nor what the same person was before')) as v (client, description);
