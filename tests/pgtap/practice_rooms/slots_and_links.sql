-- Slots that become rooms, and private rooms behind their links.
select tests.freeze();

-- req: SC-3.1
select tests.act_as('ada');
select api.create_room_slot(tests.id('river'), tests.at('2027-01-05 18:00'), 45, 'Cases') ->> 'slot_id' as slot \gset
select tests.refuses($$ select api.create_room_slot(tests.id('river'), tests.at('2027-01-05 18:30')) $$, 'slot_taken', 'nobody offers the same time twice');
select is(tests.claims('ada'), 0::bigint, 'an offer takes no time');
select is_empty($$ select from api.list_room_slots(tests.id('river')) $$, 'her own is not in the list of open ones');
select results_eq($$ select status, is_mine from api.list_room_slots(tests.id('river'), 'mine') $$, $$ values ('open', true) $$, 'but in that of her own');
select tests.refuses($$ select api.list_room_slots(tests.id('river'), 'gone') $$, 'invalid_argument', 'there are three lists');
select tests.refuses(format($$ select api.book_room_slot(%L) $$, :'slot'), 'not_allowed', 'she cannot book it');
select tests.act_as('eve');
select tests.refuses($$ select api.list_room_slots(tests.id('river')) $$, 'not_found', 'a stranger sees none');
select tests.refuses(format($$ select api.book_room_slot(%L) $$, :'slot'), 'not_found', 'and books none');
select is_empty($$ select from api.room_slots $$, 'not in the view either');
select tests.act_as('ben');
select results_eq($$ select host_name, title, duration_minutes from api.list_room_slots(tests.id('river')) $$, $$ values ('Ada', 'Cases', 45) $$, 'ben finds it');
select tests.refuses(format($$ select api.delete_room_slot(%L) $$, :'slot'), 'not_found', 'which is not his to delete');

-- The host has other plans by now.
select tests.act_as('ada');
select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:30'), 30) ->> 'room_id' as other \gset
select tests.act_as('ben');
select tests.refuses(format($$ select api.book_room_slot(%L) $$, :'slot'), 'slot_taken', 'the host has gone elsewhere');
select is(tests.as_owner('select count(*) from app.practice_rooms'), '1', 'and nothing is left of the attempt');
select is(tests.as_owner('select count(*) from app.outbox_events'), '0', 'no mail either');
select tests.act_as('ada');
select api.delete_practice_room(:'other') ->> 'deleted';
select tests.act_as('ben');
select api.book_room_slot(:'slot', 'slot-key-1') as booked \gset
select is((:'booked')::jsonb #>> '{room,guest_name}', 'Ben', 'then he books it');
select is(api.book_room_slot(:'slot', 'slot-key-1'), (:'booked')::jsonb, 'once, under one key');
select results_eq(
  $$ select r.title, d.number, r.video_url is not null from api.practice_rooms as r join api.practice_rounds as d using (room_id) where r.my_role = 'guest' $$,
  $$ values ('Cases', 1, true) $$, 'the room, its round and its video are there'
);
select is(tests.as_owner('select array_agg(topic || '' '' || recipient order by recipient)::text from app.outbox_events'), '{"practice_room.booked guest","practice_room.booked host"}', 'and both are told');
select results_eq($$ select status from api.list_room_slots(tests.id('river'), 'booked') $$, $$ values ('booked') $$, 'he finds it among those he has booked');
select tests.act_as('dan');
select tests.refuses(format($$ select api.book_room_slot(%L) $$, :'slot'), 'slot_taken', 'dan comes too late');
select tests.act_as('ada');
select tests.refuses(format($$ select api.delete_room_slot(%L) $$, :'slot'), 'illegal_transition', 'what has become a room is deleted with it');
select api.delete_practice_room(((:'booked')::jsonb #>> '{room,room_id}')::uuid) ->> 'deleted';
select is_empty($$ select from api.room_slots $$, 'as is the slot');
select api.create_room_slot(tests.id('river'), tests.at('2027-01-04 09:00')) ->> 'slot_id' as soon \gset
select tests.freeze(tests.at('2027-01-04 09:00'));
select tests.act_as('ben');
select is_empty($$ select from api.list_room_slots(tests.id('river')) $$, 'what is past is not listed');
select tests.refuses(format($$ select api.book_room_slot(%L) $$, :'soon'), 'too_soon', 'nor booked');
select tests.act_as('ada');
select is(api.delete_room_slot(:'soon') ->> 'deleted', 'true', 'she takes it away');

-- Private rooms.
-- req: SC-1.2 SC-1.9
select api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:00'), is_private => true, idempotency_key => 'private-1') as private \gset
select (:'private')::jsonb ->> 'room_id' as room, (:'private')::jsonb ->> 'link_token' as token \gset
select matches((:'token')::text, '^[A-Za-z0-9_-]{43}$', 'of 32 bytes');
select is(
  api.create_practice_room(tests.id('river'), tests.at('2027-01-05 18:00'), is_private => true, idempotency_key => 'private-1') ->> 'link_token', null::text, 'it is told once'
);
select is(tests.as_owner(format('select token_hash = sha256(%L) from app.practice_links', :'token')), 'true', 'and only its hash is kept');
select is(tests.as_owner(format('select count(*) from app.idempotency_keys where answer::text like ''%%%s%%''', :'token')), '0', 'not even with the answer');
select tests.act_as('ben');
select is_empty($$ select from api.list_open_rooms(tests.id('river')) $$, 'it is not listed');
select is_empty(format($$ select from api.practice_rooms where room_id = %L $$, :'room'), 'nor seen');
select tests.refuses(format($$ select api.book_practice_room(%L) $$, :'room'), 'not_found', 'nor booked without the link');
select tests.refuses(format($$ select api.book_practice_room(%L, 'x') $$, :'room'), 'token_invalid', 'nor with another');
select tests.refuses($$ select api.room_by_link('x') $$, 'token_invalid', 'which opens nothing');
select tests.act_as('uma');
select is(
  (select jsonb_build_array(r ->> 'host_name', r ->> 'organization_name', r ->> 'status', r -> 'my_role') from api.room_by_link(:'token') as r), '["Ada", "River Therapy", "open", null]', 'uma, who belongs nowhere, has the link'
);
select tests.refuses(format($$ select api.renew_practice_link(%L) $$, :'room'), 'not_found', 'which is not hers to renew');
select tests.act_as('owner');
update app.organizations set suspended_at = app.now() where organization_id = tests.id('river');
select tests.act_as('uma');
select tests.refuses(format($$ select api.room_by_link(%L) $$, :'token'), 'token_invalid', 'while the platform keeps the organization closed, the link opens nothing');
select tests.refuses(format($$ select api.book_practice_room(%L, %L) $$, :'room', :'token'), 'token_invalid', 'nor does anybody book by it');
select tests.act_as('owner');
update app.organizations set suspended_at = null where organization_id = tests.id('river');
select tests.act_as('ada');
select api.renew_practice_link(:'room') ->> 'link_token' as newer \gset
select tests.act_as('uma');
select tests.refuses(format($$ select api.book_practice_room(%L, %L) $$, :'room', :'token'), 'token_invalid', 'the older link is none any more');
select is(api.book_practice_room(:'room', :'newer') ->> 'guest_name', 'Guest', 'with the newest she books, as an account without a name');
select is((select my_role from api.practice_rooms), 'guest', 'and sees the room');
select tests.act_as('ada');
select tests.refuses(format($$ select api.renew_practice_link(%L) $$, :'room'), 'illegal_transition', 'then there is nothing to renew');
select is(api.update_practice_room(:'room', is_private => false) -> 'link_token', 'null', 'a room that is private no more has no link');
select is(tests.as_owner('select count(*) from app.practice_links'), '0', 'indeed none');

-- Stages are the organization's.
-- req: SC-1.7
select tests.refuses($$ select api.set_practice_stages(tests.id('river'), '{}') $$, 'not_allowed', 'and an admin''s to change');
select tests.act_as('cleo');
select tests.refuses(format($$ select api.set_practice_stages(tests.id('river'), %L) $$, wrong), 'invalid_argument', wrong::text || ' are no stages')
from (values ('{one}'::text[]), ('{one,one}'), ('{one,Two}'), (array['one', null])) as w (wrong);
select is(api.set_practice_stages(tests.id('river'), '{warm_up,play,over}') -> 'stages', '["warm_up", "play", "over"]', 'an organization has its own');
select tests.act_as('ada');
select is(api.update_practice_room(:'room', stage => 'play') ->> 'stage', 'play', 'rooms go through those');
select is((select stages from api.practice_rooms where room_id = :'room'), array['warm_up', 'play', 'over'], 'which all can read');

select is(api.video_of_practice_room(:'room') ->> 'status', 'early', 'the video room does not open yet');
select tests.freeze(tests.at('2027-01-05 18:10'));
select is(api.video_of_practice_room(:'room') - 'url' - 'name' - 'opens_at' - 'closes_at', '{"status": "open", "party": "host", "provider": "jitsi"}', 'then it lets the host in');
select tests.act_as('ben');
select tests.refuses(format($$ select api.video_of_practice_room(%L) $$, :'room'), 'not_found', 'and nobody else but the guest');
select tests.act_as('ada');
select is(api.update_practice_room(:'room', stage => 'over') ->> 'stage', 'over', 'the last of the own stages ends it');
select tests.act_as('cleo');
select is(api.set_practice_stages(tests.id('river'), '{}') #>> '{stages,4}', 'done', 'the usual ones come back');
select tests.act_as('ada');
select is((select stage from api.practice_rooms where room_id = :'room'), 'done', 'what has ended stays ended, as it is called now');
select tests.refuses(format($$ select api.update_practice_room(%L, title => 'Once more') $$, :'room'), 'illegal_transition', 'and is changed no more');

-- Who listens.
-- req: SC-1.6
create function pg_temp.hears(p_who text, p_topic text) returns boolean language plpgsql as $$
declare
  v_heard boolean;
begin
  perform tests.act_as('service');
  insert into realtime.messages (topic, extension, private) values (p_topic, 'broadcast', true);
  perform tests.act_as(p_who);
  select count(*) = 1 into v_heard from realtime.messages as m where m.topic = p_topic;
  perform tests.act_as('service');
  delete from realtime.messages as m where m.topic = p_topic;
  perform tests.act_as('owner');
  return v_heard;
end;
$$;
select tests.act_as('owner');
grant insert, delete on realtime.messages to service_role;
select set_eq(
  $$ select m.topic || ' ' || m.event from realtime.messages as m where m.topic like 'practice%' $$,
  format($$ select distinct t from unnest(array['practice_rooms:%1$s practice_rooms', 'practice_rooms:%1$s room_slots']) as t
    union select 'practice_room:' || a.entity_id || ' practice_room' from app.audit_log as a where a.entity = 'practice_room' $$, tests.id('river')), 'every change was told'
);
delete from realtime.messages;
select is(pg_temp.hears(who, 'practice_rooms:' || tests.id('river')), hears, format('%s hears of open rooms: %s', who, hears))
from (values ('ben', true), ('cleo', true), ('eve', false), ('uma', false), ('anon', false)) as w (who, hears);
select is(pg_temp.hears(who, 'practice_room:' || :'room'), hears, format('%s hears of what happens in it: %s', who, hears))
from (values ('ada', true), ('uma', true), ('ben', false), ('cleo', false), ('anon', false)) as w (who, hears);
