-- req: BM-R17 CP-14.1
-- Who confirms decides who is the actor, whose account the client gets, and whether approval is needed.
select tests.freeze();

select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as bens \gset
select is(tests.audited(:'bens'), array['booking.created by user:' || tests.id('ben.user')], 'signed in, ben is the actor by his account');
select is(tests.as_owner(format('select client_id from app.bookings where booking_id = %L', :'bens'))::uuid, tests.id('ben'), 'and the client he is already');
select is((select count(*) from api.bookings), 1::bigint, 'he sees his booking');

select tests.book('single', '2027-01-05 13:00', 'somebody@example.com') as others \gset
select is(
  tests.as_owner(format('select client_id from app.bookings where booking_id = %L', :'others'))::uuid, tests.id('ben'),
  'whatever address he types, his bookings are his'
);

select tests.act_as('uma');
select tests.book('single', '2027-01-06 10:00', 'uma@example.com') as umas \gset
select is((select count(*) from api.bookings), 1::bigint, 'a new account that books by its own address sees the booking');
select tests.book('single', '2027-01-06 13:00', 'ben@example.com') as stolen \gset
select is((select count(*) from api.bookings), 2::bigint, 'an address typed is not an account taken: uma books as uma');
select is(tests.as_owner($$ select count(*) from app.clients where email = 'ben@example.com' and user_id = tests.id('ben.user') $$), '1', 'ben stays ben''s');

select tests.act_as('anon');
select tests.book('single', '2027-01-06 15:00', 'ben@example.com') as by_address \gset
select is(tests.audited(:'by_address'), array['booking.created by client:ben@example.com'], 'without an account the address is the actor');
select isnt(
  tests.as_owner(format('select client_id from app.bookings where booking_id = %L', :'by_address'))::uuid, tests.id('ben'),
  'but an address that somebody typed is not ben'
);
select api.confirm_hold(
  tests.hold('single', '2027-01-08 10:00'), tests.client('ben@example.com', '{"name": "Benjamin"}')
) ->> 'booking_id' as again \gset
select is(
  tests.as_owner(format(
    $$ select client_name || ', ' || c.name from app.clients as c join app.bookings as b using (client_id) where b.booking_id = %L $$, :'again'
  )), 'Benjamin, Gil Guest', 'what a visitor types is kept with the booking and never overwrites the client''s row'
);
select tests.act_as('ben');
select is((select count(*) from api.bookings), 2::bigint, 'nor does ben see what others booked under his address');

select tests.act_as('ada');
select tests.hold('approval', '2027-01-07 10:00') as key \gset
select is(
  api.confirm_hold(:'key', tests.client(), overrides => '{"code": "90837"}') ->> 'status', 'confirmed',
  'the practitioner who confirms has approved, and may override'
);
