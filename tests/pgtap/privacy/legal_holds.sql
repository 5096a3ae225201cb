-- What is on hold stays: whichever of a person's rows the hold was placed on, and whoever wrote it.
-- req: TS-1
select tests.freeze('2027-01-04 13:00+00');
select gen_random_uuid() as key, gen_random_uuid() as note \gset
select tests.act_as('service');
select api.register_data_key(tests.id('river'), :'key', 'm1', translate(encode(sha512('x'), 'base64'), E'\n', '')) ->> 'key_id';
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as visit \gset
select conversation_id as talk from api.conversations limit 1 \gset
-- Twice without an account, under two addresses, before ben's account was known to be the same person.
select tests.act_as('anon');
select tests.book('single', '2027-01-05 14:00', 'first@example.com') as first_visit \gset
select tests.book('single', '2027-01-06 10:00', 'second@example.com') as second_visit \gset
select tests.act_as('owner');
select client_id as first from app.clients where email = 'first@example.com' \gset
select client_id as second from app.clients where email = 'second@example.com' \gset
select app.merge_client(c, :'second') from app.clients as c where c.client_id = :'first';
select app.merge_client(c, tests.id('ben')) from app.clients as c where c.client_id = :'second';
select set_eq(
  format($$ select r.client_id from app.clients as c cross join lateral app.rows_of_person(c) as r where c.client_id = %L $$, tests.id('ben')),
  array[tests.id('ben'), :'first', :'second']::uuid[], 'a chain of three is one person'
);
select is((app.person_now(:'first', tests.id('river'))).client_id, tests.id('ben'), 'from its first row too');

select tests.freeze('2027-01-07 13:00+00');
select tests.act_as('ada');
select status from api.complete_booking(:'visit');
select api.save_note(:'visit', :'note', :'key', translate(encode(convert_to(rpad('one', 40, '.'), 'UTF8'), 'base64'), E'\n', '')) ->> 'version' as version \gset
select api.send_message(:'talk', 'For somebody else') ->> 'message_id' as message \gset
select tests.act_as('ben');
select api.review_booking(:'visit', 2, 'Not good.') ->> 'review_id' as review \gset

select tests.act_as('ada');
select api.create_practice_room(tests.id('river'), tests.at('2027-01-08 18:00')) ->> 'room_id' as practised \gset
select api.create_practice_room(tests.id('river'), tests.at('2027-01-09 18:00')) ->> 'room_id' as to_come \gset
select tests.act_as('ben');
select api.book_practice_room(:'practised') ->> 'room_id', api.book_practice_room(:'to_come') ->> 'room_id';
select api.start_round(:'practised', 'guest') ->> 'number';

-- Placed on the first row, it is on the person.
select tests.act_as('cleo');
select api.place_legal_hold(:'first', 'Claim 27-114') ->> 'legal_hold_id' as hold \gset
select is(api.client_record(tests.id('ben')) #>> '{legal_hold,reason}', 'Claim 27-114', 'the page of the account says so');
select is(api.place_legal_hold(tests.id('ben'), 'Another') ->> 'legal_hold_id', :'hold', 'there is one hold for one person');
select tests.refuses(format('select api.erase_client(%L, %L)', client, 'Asked'), 'illegal_transition', 'none of the three is erased')
from unnest(array[:'first', :'second', tests.id('ben')::text]) as client;

-- Nor is it taken back by those who wrote it.
select tests.act_as('ada');
select tests.refuses(format('select api.discard_draft(%L)', :'note'), 'illegal_transition', 'a draft stays');
select tests.refuses(
  format('select api.save_note(%L, %L, %L, %L, expected_version => 1)', :'visit', :'note', :'key', translate(encode(convert_to(rpad('other', 40, '.'), 'UTF8'), 'base64'), E'\n', '')),
  'illegal_transition', 'nor is it written over'
);
select tests.freeze('2027-01-07 13:01+00');
select gen_random_uuid() as since \gset
select api.save_note(:'visit', :'since', :'key', translate(encode(convert_to(rpad('new', 40, '.'), 'UTF8'), 'base64'), E'\n', '')) ->> 'version';
select is(
  api.save_note(:'visit', :'since', :'key', translate(encode(convert_to(rpad('newer', 40, '.'), 'UTF8'), 'base64'), E'\n', ''), expected_version => 1) ->> 'version', '2',
  'what ada begins since, she writes on'
);
select tests.refuses(format('select api.discard_draft(%L)', :'since'), 'illegal_transition', 'nothing is thrown away');
select tests.refuses(format('select api.retract_message(%L)', :'message'), 'illegal_transition', 'a message stays');
select tests.act_as('ben');
select tests.refuses(format('select api.withdraw_review(%L)', :'review'), 'illegal_transition', 'a review stays');

select tests.refuses(format('select api.delete_practice_room(%L)', :'practised'), 'illegal_transition', 'what was practised stays');
select is(api.delete_practice_room(:'to_come') ->> 'deleted', 'true', 'what was only to come may go');
-- uma practised with ben, who is on hold: what he heard and said there is not erased with her.
select tests.act_as('owner');
insert into app.clients (organization_id, user_id, name, email, phone, time_zone)
values (tests.id('river'), tests.id('uma.user'), 'Uma', 'uma@example.com', '+1 416 555 0100', 'America/Toronto') returning client_id as peer \gset
select tests.act_as('uma');
select api.create_practice_room(tests.id('river'), tests.at('2027-01-10 18:00')) ->> 'room_id' as with_uma \gset
select tests.act_as('ben');
select api.book_practice_room(:'with_uma') ->> 'room_id';
select api.start_round(:'with_uma', 'host') ->> 'round_id' as umas \gset
select tests.act_as('cleo');
select tests.refuses(format('select api.erase_client(%L, %L)', :'peer', 'Asked'), 'illegal_transition', 'whoever practised with one on hold is not erased meanwhile');

-- Lifted from another row, everything may go again.
select tests.act_as('cleo');
select is(api.lift_legal_hold(tests.id('ben'), 'Settled') ->> 'legal_hold_id', :'hold', 'lifted where the person is now');
select is(api.client_record(tests.id('ben')) -> 'legal_hold', 'null', 'no hold is open');
select tests.act_as('ada');
select lives_ok(format('select api.discard_draft(%L)', draft), 'the draft goes') from unnest(array[:'note', :'since']) as draft;
select lives_ok(format('select api.retract_message(%L)', :'message'), 'the message goes');
select lives_ok(format('select api.delete_practice_room(%L)', :'practised'), 'the practice room goes');
select tests.act_as('ben');
select lives_ok(format('select api.withdraw_review(%L)', :'review'), 'the review goes');
select tests.act_as('cleo');
select ok(api.erase_client(client, 'Asked') ->> 'erased_at' is not null, description)
from (values (tests.id('ben'), 'ben is erased'), (:'peer', 'as is uma')) as v (client, description);
select tests.act_as('owner');
select is_empty(
  $$ select c.client_id from app.clients as c where c.email in ('ben@example.com', 'first@example.com', 'second@example.com') and c.organization_id = tests.id('river') $$,
  'with both rows that were ben'
);

-- Who is archived may still ask to be erased.
select tests.act_as('owner');
insert into app.clients (organization_id, user_id, name, email, phone, time_zone, archived_at)
values (tests.id('river'), tests.id('uma.user'), 'Uma', 'uma@example.com', '+1 416 555 0100', 'America/Toronto', app.now()) returning client_id as uma \gset
select tests.act_as('uma');
select is(api.ask_for_erasure(tests.id('river')) ->> 'client_id', :'uma', 'archived is not erased');
