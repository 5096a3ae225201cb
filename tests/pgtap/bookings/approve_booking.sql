-- req: DR-4.2 BM-R16 BM-R9
select tests.freeze();
select tests.act_as('ben');
select tests.book('approval', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset
select is(tests.status(:'booking_id'), 'pending', 'a request waits for approval');
select is(
  (select approval_expires_at from api.bookings where booking_id = :'booking_id'), tests.at('2027-01-04 10:00'), 'for as long as the service says'
);
select is(tests.claims(), 1::bigint, 'and occupies its time meanwhile');
select is(
  tests.as_owner('select string_agg(topic || '' to '' || recipient, '', '' order by position) from app.outbox_events'),
  'booking.pending to client, booking.pending to practitioner', 'both are told that it waits'
);
select tests.refuses(format('select api.approve_booking(%L)', :'booking_id'), 'not_allowed', 'ben does not approve himself');

select tests.act_as('ada');
select is((api.approve_booking(:'booking_id')).status, 'confirmed', 'ada approves');
select is((select ics_sequence from api.bookings where booking_id = :'booking_id'), 1, 'calendars learn that it is no longer tentative');
select is((tests.audited(:'booking_id'))[2], 'booking.approved by user:' || tests.id('ada.user'), 'the log says so');
select is(tests.as_owner($$ select count(*) from app.outbox_events where topic = 'booking.approved' $$), '2', 'both will be told');
select tests.everything() as before \gset
select is((api.approve_booking(:'booking_id')).status, 'confirmed', 'approving twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');

select tests.refuses(format('select api.approve_booking(%L)', tests.id('nobody')), 'not_found', 'an unknown booking');
select tests.refuses('select api.approve_booking(null)', 'not_found', 'no booking');
select tests.act_as('anon');
select tests.book('approval', '2027-01-05 14:00') as other \gset
select tests.forbids(format('select api.approve_booking(%L)', :'other'), 'anon may not ask');
select tests.act_as('dan');
select tests.refuses(format('select api.approve_booking(%L)', :'other'), 'not_allowed', 'a colleague does not approve for ada');
select tests.act_as('eve');
select tests.refuses(format('select api.approve_booking(%L)', :'other'), 'not_found', 'to eve it does not exist');
select tests.act_as('cleo');
select tests.freeze(tests.at('2027-01-04 10:00'));
select tests.refuses(format('select api.approve_booking(%L)', :'other'), 'illegal_transition', 'two hours later it is too late to approve');
select tests.freeze(tests.at('2027-01-04 09:59'));
select is((api.approve_booking(:'other')).status, 'confirmed', 'a minute earlier an admin does');

-- A request for a time that is near waits until that time at most.
select tests.act_as('anon');
select tests.freeze(tests.at('2027-01-06 08:30'));
select tests.book('approval', '2027-01-06 09:00') as near \gset
select is(
  tests.as_owner(format('select approval_expires_at from app.bookings where booking_id = %L', :'near'))::timestamptz, tests.at('2027-01-06 09:00'),
  'a request lapses at its start at the latest'
);
