-- req: BM-R2 BM-R7 BM-R15 TS-6
-- A hold for a booking that is to move: it may overlap the booking's present time, and confirming it moves the booking.
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset
select ics_uid from api.bookings where booking_id = :'booking_id' \gset before_

select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:15'), booking_id => :'booking_id') ->> 'hold_key' as key \gset
select is(tests.claims(), 2::bigint, 'until it is confirmed the booking has both times');
select is(tests.status(:'booking_id'), 'confirmed', 'and is where it was');
select tests.act_as('anon');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:15')), 'slot_taken', 'others find both taken'
);

select tests.act_as('uma');
select tests.refuses(format('select api.confirm_hold(%L)', :'key'), 'not_found', 'a stranger who has the key cannot move ben''s booking');
select tests.act_as('anon');
select tests.refuses(format('select api.confirm_hold(%L)', :'key'), 'not_signed_in', 'nor can anon');

select tests.act_as('ben');
select is(api.confirm_hold(:'key') ->> 'status', 'rescheduled', 'confirming moves it, and asks no details again');
select is(tests.claims(), 1::bigint, 'the old time is free at once');
select is((select starts_at from api.bookings where booking_id = :'booking_id'), tests.at('2027-01-05 10:15'), 'it has the new time');
select is((select ics_uid from api.bookings where booking_id = :'booking_id'), :'before_ics_uid', 'its calendar UID stays');
select is((select ics_sequence from api.bookings where booking_id = :'booking_id'), 1, 'and its sequence rose');
select tests.refuses(format('select api.confirm_hold(%L)', :'key'), 'hold_conflict', 'a hold moves once');

-- Who may not.
select tests.act_as('dan');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L, booking_id => %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00'), :'booking_id'),
  'not_allowed', 'a colleague does not move ada''s bookings'
);
select tests.act_as('eve');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L, booking_id => %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00'), :'booking_id'),
  'not_found', 'to another tenant it does not exist'
);
select tests.act_as('anon');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L, booking_id => %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00'), :'booking_id'),
  'not_signed_in', 'anon cannot'
);
select tests.act_as('ben');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L, booking_id => %L)', tests.id('dan'), tests.id('single'), tests.at('2027-01-05 13:00'), :'booking_id'),
  'invalid_argument', 'a booking stays with its practitioner'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L, booking_id => %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00'), tests.id('nobody')),
  'not_found', 'an unknown booking'
);
select tests.refuses(
  format('select api.request_hold(%L, %L, %L, booking_id => %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:15'), :'booking_id'),
  'invalid_argument', 'the time that the booking has'
);
select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00'), booking_id => :'booking_id') ->> 'hold_key' as key \gset
select status from api.cancel_booking(:'booking_id');
select tests.refuses(format('select api.confirm_hold(%L)', :'key'), 'illegal_transition', 'a cancelled booking does not move');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L, booking_id => %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-06 13:00'), :'booking_id'),
  'illegal_transition', 'nor is a hold for it to be had'
);
