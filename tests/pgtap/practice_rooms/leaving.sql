-- Who leaves, is suspended, archived or erased practises no more; the other is told, and keeps what is the other's.
select tests.freeze();
create function pg_temp.room(p_host text, p_guest text, p_at text) returns uuid language plpgsql as $$
declare
  v_room uuid;
begin
  perform tests.act_as(p_host);
  v_room := api.create_practice_room(tests.id('river'), tests.at(p_at), title => 'Cases') ->> 'room_id';
  perform tests.act_as(p_guest);
  perform api.book_practice_room(v_room);
  return v_room;
end;
$$;
grant execute on function pg_temp.room(text, text, text) to public;
select pg_temp.room('dan', 'ada', '2027-01-05 18:00') as hosted, pg_temp.room('ada', 'dan', '2027-01-06 18:00') as booked, pg_temp.room('ada', 'ben', '2027-01-07 18:00') as of_ben \gset
select tests.act_as('dan');
select api.create_room_slot(tests.id('river'), tests.at('2027-01-08 18:00')) ->> 'slot_id' as slot \gset
select tests.act_as('owner');
delete from app.outbox_events;
select tests.act_as('cleo');
select api.suspend_member(tests.id('dan.member')) ->> 'member_id';
select tests.act_as('owner');
select results_eq(
  $$ select e.recipient, e.subject_id from app.outbox_events as e where e.topic = 'practice_room.cancelled' and e.data ->> (e.recipient || '_name') = 'Ada' order by e.recipient $$,
  format($$ values ('guest', %L::uuid), ('host', %L::uuid) $$, :'hosted', :'booked'), 'ada hears that dan will not practise with her'
);
select results_eq($$ select room_id from app.practice_rooms $$, format($$ values (%L::uuid) $$, :'of_ben'), 'what she has with ben stays');
select is_empty($$ select from app.room_slots $$, 'what dan offered goes');
select is(tests.claims('dan'), 0::bigint, 'and his time is free');
select is((select payload #>> '{other,name}' from (select tests.act_as('service')) as s, lateral (select * from api.claim_events('w')) as e where e.payload #>> '{party,email}' = 'ada@example.com' limit 1), 'Dan', 'the letter names him');

-- ben practised once with ada, and is erased before the next time.
select tests.act_as('ada');
select api.start_round(:'of_ben', 'host') ->> 'round_id' as adas \gset
select api.finish_round(:'adas', 'I said this', 'Good, says ben') ->> 'number';
select api.start_round(:'of_ben', 'guest') ->> 'round_id' as bens \gset
select api.finish_round(:'bens', 'Zither, said ben', 'Fair zither') ->> 'number';
select tests.freeze(tests.at('2027-01-08 12:00'));
select pg_temp.room('ada', 'ben', '2027-01-11 18:00') as next \gset
select tests.act_as('ben');
select is(
  (select jsonb_array_length(o #> '{data,practice_rounds}') from jsonb_array_elements(api.export_my_data() -> 'organizations') as o), 3, 'the export has what he practised'
);
select tests.act_as('owner');
delete from app.outbox_events where topic like 'practice%' and topic <> 'practice_room.cancelled' and data ->> 'guest_name' <> 'Ben';
select tests.act_as('cleo');
select api.erase_client(tests.id('ben'), 'Asked by letter') ->> 'client_id';
select tests.act_as('owner');
select results_eq(
  format($$ select number, transcript, assessment from app.practice_rounds where room_id = %L order by number $$, :'of_ben'),
  $$ values (1, 'I said this', 'Good, says ben'), (2, null, null) $$, 'what ben said goes, what ada said stays'
);
select results_eq(
  $$ select host_name, guest_name, guest_id = tests.id('ben.user') from app.practice_rooms $$, $$ values ('Ada', 'Erased', false) $$, 'nobody stands in his place, and the room to come is gone'
);
select is_empty($$ select from app.practice_seats where user_id = tests.id('ben.user') $$, 'nor in his seat');
select tests.act_as('service');
create temp table waiting as select topic, recipient, payload from api.claim_events('v') where topic like 'practice%';
select results_eq(
  $$ select topic, recipient, payload #>> '{other,name}', payload #>> '{party,email}' from waiting where payload #>> '{practice_room,room_id}' is not null and payload #>> '{party,name}' = 'Ada' and topic = 'practice_room.booked' $$,
  $$ values ('practice_room.booked', 'host', '', 'ada@example.com') $$, 'ada is told in order, without his name'
);
select tests.act_as('owner');
select is_empty($$ select from app.outbox_events as e where e.topic like 'practice%' and e.data::text ~ 'Ben' $$, 'which no message has any more');

-- Who has left while a room was under way keeps what was practised, and offers nothing more by it.
select tests.act_as('cleo');
select api.reactivate_member(tests.id('dan.member')) ->> 'member_id';
select tests.act_as('dan');
select api.create_practice_room(tests.id('river'), tests.at('2027-01-12 18:00')) ->> 'room_id' as under_way \gset
select tests.freeze(tests.at('2027-01-12 18:10'));
select tests.act_as('cleo');
select api.suspend_member(tests.id('dan.member')) ->> 'member_id';
select tests.act_as('dan');
select tests.refuses(format($$ select api.update_practice_room(%L, starts_at => tests.at('2027-01-14 18:00')) $$, :'under_way'), 'not_allowed', 'dan does not move it to a time to come');
select tests.refuses(format($$ select api.update_practice_room(%L, is_private => true) $$, :'under_way'), 'not_allowed', 'nor makes a link to it');
select is(api.delete_practice_room(:'under_way') ->> 'deleted', 'true', 'it is his to delete');

-- They practised early, and moved the room on: whoever leaves then takes no history away.
select tests.freeze(tests.at('2027-01-13 12:00'));
select tests.act_as('cleo');
select api.reactivate_member(tests.id('dan.member')) ->> 'member_id';
select pg_temp.room('dan', 'ada', '2027-01-14 18:00') as moved_on \gset
select tests.act_as('ada');
select api.start_round(:'moved_on', 'guest') ->> 'round_id' as early \gset
select api.finish_round(:'early', 'Early, says ada', 'Well done') ->> 'number';
select tests.refuses(format($$ select api.delete_practice_room(%L) $$, :'moved_on'), 'illegal_transition', 'what was practised is not the guest''s to delete, whenever it begins');
select tests.act_as('owner');
delete from app.outbox_events;
select tests.act_as('cleo');
select api.suspend_member(tests.id('dan.member')) ->> 'member_id';
select tests.act_as('ada');
select results_eq(
  format($$ select r.stage, r.video_url, d.transcript from api.practice_rooms as r join api.practice_rounds as d using (room_id) where r.room_id = %L $$, :'moved_on'),
  $$ values ('done', null::text, 'Early, says ada') $$, 'the room has ended, and ada still reads what she said'
);
select tests.refuses(format($$ select api.start_round(%L) $$, :'moved_on'), 'illegal_transition', 'nobody practises there any more');
select isnt_empty($$ select from api.create_practice_room(tests.id('river'), tests.at('2027-01-14 18:00')) $$, 'and her time is her own again');
select tests.act_as('dan');
select is(api.delete_practice_room(:'moved_on') ->> 'deleted', 'true', 'its host may still delete it');
select tests.act_as('owner');
select results_eq(
  $$ select topic, recipient from app.outbox_events where topic like 'practice%' order by recipient $$,
  $$ values ('practice_room.cancelled', 'guest'), ('practice_room.cancelled', 'host') $$, 'and both were told that it would not be, once'
);
