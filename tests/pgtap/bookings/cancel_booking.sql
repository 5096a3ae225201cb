-- req: BM-R3 BM-R8 BM-S10 BM-R9 BM-R16 BM-Q2 CP-5.8 DR-4.2 DR-4.3 DR-3.2
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset

-- It works.
select tests.act_as('ada');
select status, cancel_reason, cancelled_by, cancelled_at, ics_sequence from api.cancel_booking(:'booking_id', '  a cold ') \gset done_
select is(:'done_status'::text, 'cancelled', 'ada cancels');
select is(:'done_cancel_reason'::text, 'a cold', 'with a reason');
select is(:'done_cancelled_by'::text, 'practitioner', 'and it is known by whom');
select is(:'done_cancelled_at'::timestamptz, tests.at('2027-01-04 08:00'), 'and when');
select is(:'done_ics_sequence'::text, '1', 'calendars are told by a higher sequence');
select is(
  (tests.audited(:'booking_id'))[2], 'booking.cancelled by user:' || tests.id('ada.user'), 'the log says so'
);
select is(
  tests.as_owner(format($$ select before ->> 'status' || ' ' || (after ->> 'status') from app.audit_log
    where entity_id = %L and action = 'booking.cancelled' $$, :'booking_id')), 'confirmed cancelled', 'with the state before and after'
);
select is(
  tests.as_owner($$ select string_agg(recipient, ', ' order by position) from app.outbox_events where topic = 'booking.cancelled' $$),
  'client, practitioner', 'both will be told'
);

-- BM-S10: the slot is free at once.
select tests.act_as('anon');
select isnt_empty(
  $$ select 1 from api.available_slots(tests.id('ada'), tests.id('single'), '2027-01-05', '2027-01-05') where starts_at = tests.at('2027-01-05 10:00') $$,
  'a new visitor sees the slot as available'
);
select lives_ok($$ select tests.book('single', '2027-01-05 10:00') $$, 'and books it');

-- Twice.
select tests.act_as('ada');
select tests.everything() as before \gset
select is((api.cancel_booking(:'booking_id', 'another reason')).cancel_reason, 'a cold', 'cancelling twice is no error, and the first reason stays');
select is(tests.everything(), :'before', 'nothing is written');
select tests.book('single', '2027-01-05 14:00') as again \gset
select (api.cancel_booking(:'again', 'once', idempotency_key => 'cancel-it-once')).status;
select is((api.cancel_booking(:'again', 'once', idempotency_key => 'cancel-it-once')).status, 'cancelled', 'under one key neither');
select tests.refuses(
  format($$ select api.cancel_booking(%L, 'twice', idempotency_key => 'cancel-it-once') $$, :'again'), 'idempotency_mismatch', 'the key does not serve for another reason'
);

-- Bad input.
select tests.refuses(format('select api.cancel_booking(%L)', tests.id('nobody')), 'not_found', 'an unknown booking');
select tests.refuses('select api.cancel_booking(null)', 'not_found', 'no booking');
select throws_ok($$ select api.cancel_booking('rubbish') $$, '22P02', null, 'a malformed id is refused by its type: 400');
select tests.book('single', '2027-01-06 10:00') as third \gset
select tests.refuses(format('select api.cancel_booking(%L, %L)', :'third', repeat('x', 10240)), 'invalid_argument', 'a reason of 10 kB');

-- Who may.
select tests.act_as('dan');
select tests.refuses(format('select api.cancel_booking(%L)', :'third'), 'not_allowed', 'a colleague does not cancel ada''s bookings');
select tests.act_as('eve');
select tests.refuses(format('select api.cancel_booking(%L)', :'third'), 'not_found', 'to eve it does not exist');
select tests.act_as('ben');
select tests.refuses(format('select api.cancel_booking(%L)', :'third'), 'not_found', 'nor to ben, whose it is not');
select tests.act_as('anon');
select tests.forbids(format('select api.cancel_booking(%L)', :'third'), 'anon may not ask');
select tests.act_as('cleo');
select is((api.cancel_booking(:'third')).status, 'cancelled', 'an admin does');

-- A client's guard on late changes: twelve hours for this service.
select tests.act_as('ben');
select tests.book('limited', '2027-01-07 10:00', 'ben@example.com') as late \gset
select tests.freeze(tests.at('2027-01-06 22:00'));
select tests.refuses(format('select api.cancel_booking(%L)', :'late'), 'too_late_to_change', 'twelve hours before, ben can cancel no more');
select throws_like(
  format('select api.cancel_booking(%L)', :'late'), 'too_late_to_change', 'and is told the reason'
);
select is(tests.status(:'late'), 'confirmed', 'the booking stands');
select tests.freeze(tests.at('2027-01-06 21:59'));
select is((api.cancel_booking(:'late')).cancelled_by, 'client', 'a minute earlier he can');
select tests.book('limited', '2027-01-08 10:00', 'ben@example.com') as later \gset
select tests.freeze(tests.at('2027-01-08 09:59'));
select tests.act_as('ada');
select is((api.cancel_booking(:'later')).status, 'cancelled', 'ada can at any time');

-- A service without notice: until it begins.
select tests.act_as('ben');
select tests.book('single', '2027-01-08 13:00', 'ben@example.com') as until_start \gset
select tests.freeze(tests.at('2027-01-08 13:00'));
select tests.refuses(format('select api.cancel_booking(%L)', :'until_start'), 'too_late_to_change', 'what has begun is not cancelled by its client');
select tests.freeze(tests.at('2027-01-08 12:59'));
select is((api.cancel_booking(:'until_start')).status, 'cancelled', 'until then it is');
