-- What was booked without an account belongs to it once its address is proved; and never to somebody else.
select tests.freeze();
insert into auth.users (id, email, email_confirmed_at, confirmation_sent_at) values
  (tests.id('uma.user'), 'UMA@example.com', tests.at('2027-01-04 07:00'), tests.at('2027-01-04 06:00')),
  (tests.id('ben.user'), 'ben@example.com', tests.at('2027-01-04 07:00'), tests.at('2027-01-04 06:00')),
  (tests.id('dan.user'), 'gil@example.com', tests.at('2027-01-04 07:00'), null),
  (tests.id('hal.user'), 'hana@example.com', null, tests.at('2027-01-04 06:00'));
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00', 'uma@example.com') as umas \gset
select tests.book('hill.single', '2027-01-05 12:00', 'uma@example.com', 'eve') as umas_there \gset
select tests.book('single', '2027-01-05 13:15', 'ben@example.com') as bens \gset
select tests.book('group', '2027-01-06 10:00', 'ben@example.com') as bens_overlapping \gset
select tests.book('single', '2027-01-05 15:00') as gils \gset
select tests.book('group', '2027-01-07 10:00', 'hana@example.com') as hanas \gset
select api.join_waitlist(tests.id('single'), '2027-01-05', '2027-01-05', tests.client('ben@example.com'), tests.id('ada')) ->> 'entry_id' as wish \gset
select tests.act_as('owner');
select client_id as guest from app.bookings where booking_id = :'bens' \gset
insert into app.client_assignments (organization_id, client_id, practitioner_id) values (tests.id('river'), :'guest', tests.id('dan'));

-- No client there yet: the row itself becomes the account's.
select tests.act_as('uma');
select is_empty('select * from api.bookings', 'uma sees nothing before');
select is(api.link_my_bookings(), '{"linked": 2}', 'two bookings were hers');
select set_eq('select booking_id from api.bookings', array[:'umas'::uuid, :'umas_there'::uuid], 'at both practices');
select set_eq('select role || '' '' || onboarding_status from api.memberships', array['client complete'], 'where she is a client now, of whom nothing is asked');
select tests.everything() as before \gset
select is(api.link_my_bookings(), '{"linked": 0}', 'a second time there is nothing to link');
select is(tests.everything(), :'before', 'and nothing is written');

-- A client already: the two become one.  What overlaps stays where it was.
select tests.act_as('ben');
select tests.book('single', '2027-01-06 10:00', 'ben@example.com', 'dan') as own \gset
select is(api.link_my_bookings(null, 'a key of ben'), '{"linked": 1}', 'ben gets what he booked without his account');
select is(api.link_my_bookings(null, 'a key of ben'), '{"linked": 1}', 'the same key repeats the answer');
select set_eq('select booking_id from api.bookings', array[:'bens'::uuid, :'own'::uuid], 'but not the one at a time at which he is elsewhere');
select is((select array_agg(entry_id::text) from api.waitlist), array[:'wish'], 'his wish came along');
select is((select practitioner_id from api.clients where user_id is not null), tests.id('ada'), 'and ada still cares for him');
select tests.act_as('owner');
select is((select archived_at from app.clients where client_id = :'guest'), null, 'the other row is kept while it has a booking');
select is((select count(*) from app.client_assignments where client_id = :'guest' and ended_at is null), 0::bigint, 'though it takes nobody''s place');
select tests.act_as('cleo');
select lives_ok(format('select api.cancel_booking(%L)', :'own'), 'his own is cancelled');
select tests.act_as('ben');
select is(api.link_my_bookings(), '{"linked": 1}', 'then the last one comes, too');
select tests.act_as('owner');
select isnt((select archived_at from app.clients where client_id = :'guest'), null, 'and the emptied row is archived');
select is((select into_client_id from app.merged_clients where client_id = :'guest'), tests.id('ben'), 'with a word of who it was');
select ok(:'bens' = any (select entity_id from app.audit_log where action = 'booking.changed'), 'on record');

-- An address that nobody has proved opens nothing.
select tests.act_as('dan');
select is(api.link_my_bookings(), '{"linked": 0}', 'who typed an address at sign-up, and Auth called it confirmed without a mail');
select tests.act_as('hal');
select is(api.link_my_bookings(), '{"linked": 0}', 'who has a mail and has not answered it');
select is(tests.as_owner(format('select user_id::text from app.clients join app.bookings using (client_id) where booking_id = %L', :'gils')), null, 'gil''s is nobody''s');
select tests.act_as('anon');
select tests.forbids('select api.link_my_bookings()', 'anon has nothing to link');
