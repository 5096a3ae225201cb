-- req: BM-R2 BM-R7 BM-R9 BM-R15 BM-R16 BM-S8
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset
select reference, ics_uid from api.bookings where booking_id = :'booking_id' \gset before_

-- It works, also to a time that overlaps the present one.
select tests.act_as('ada');
select status, starts_at, ends_at, reference, ics_uid, ics_sequence from api.reschedule_booking(:'booking_id', tests.at('2027-01-05 10:15')) \gset moved_
select is(:'moved_status'::text, 'rescheduled', 'ada moves the booking');
select is(:'moved_starts_at'::timestamptz, tests.at('2027-01-05 10:15'), 'by a quarter of an hour, across its own time');
select is(:'moved_ends_at'::timestamptz, tests.at('2027-01-05 11:05'), 'its length stays');
select is(:'moved_reference' || :'moved_ics_uid', :'before_reference' || :'before_ics_uid', 'and so do its reference and calendar UID');
select is(:'moved_ics_sequence'::text, '1', 'the sequence rises');
select is(tests.claims(), 1::bigint, 'it claims one time');
select is(
  tests.audited(:'booking_id'),
  array['booking.created by user:' || tests.id('ben.user'), 'booking.rescheduled by user:' || tests.id('ada.user')], 'the log says who'
);
select is(
  tests.as_owner(format($$ select (before ->> 'starts_at')::timestamptz || ' ' || (after ->> 'starts_at')::timestamptz from app.audit_log
    where entity_id = %L and action = 'booking.rescheduled' $$, :'booking_id')),
  tests.at('2027-01-05 10:00') || ' ' || tests.at('2027-01-05 10:15'), 'and from when to when'
);
select is(
  tests.as_owner($$ select data ->> 'previous_starts_at' from app.outbox_events where topic = 'booking.rescheduled' and recipient = 'client' $$)::timestamptz,
  tests.at('2027-01-05 10:00'), 'the client''s message knows the old time'
);

-- Twice.
select tests.everything() as before \gset
select is((api.reschedule_booking(:'booking_id', tests.at('2027-01-05 10:15'))).ics_sequence, 1, 'asking for the time it has is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select (api.reschedule_booking(:'booking_id', tests.at('2027-01-05 13:00'), idempotency_key => 'move-it-once')).status;
select (api.reschedule_booking(:'booking_id', tests.at('2027-01-05 14:00'))).status;
select is(
  (api.reschedule_booking(:'booking_id', tests.at('2027-01-05 13:00'), idempotency_key => 'move-it-once')).starts_at, tests.at('2027-01-05 14:00'),
  'a late repetition does not move it back'
);
select tests.refuses(
  format($$ select api.reschedule_booking(%L, %L, idempotency_key => 'move-it-once') $$, :'booking_id', tests.at('2027-01-05 15:00')),
  'idempotency_mismatch', 'the key does not serve for another time'
);

-- The old slot is free at once, the new one is not.
select tests.act_as('anon');
select lives_ok($$ select tests.book('single', '2027-01-05 10:00') $$, 'a guest has the time that was let go');

-- The checks of a new booking.
select tests.act_as('ada');
select tests.refuses(format('select api.reschedule_booking(%L, %L)', :'booking_id', starts_at), word, description)
from (values
  (tests.at('2027-01-05 10:15'), 'slot_taken', 'onto another booking'),
  (tests.at('2027-01-05 11:00'), 'slot_taken', 'into the buffer of another'),
  (tests.at('2027-01-05 13:05'), 'outside_availability', 'off the grid'),
  (tests.at('2027-01-09 10:00'), 'outside_availability', 'to a Saturday'),
  (tests.at('2027-01-04 07:00'), 'too_soon', 'into the past'),
  (tests.at('2029-03-05 10:00'), 'too_far', 'into the far future'),
  (null, 'invalid_argument', 'to no time')
) as bad (starts_at, word, description);
select is((select starts_at from api.bookings where booking_id = :'booking_id'), tests.at('2027-01-05 14:00'), 'refused, it keeps its time');
select is(tests.claims(), 2::bigint, 'and its claim');
select tests.refuses(format('select api.reschedule_booking(%L, %L)', tests.id('nobody'), tests.at('2027-01-06 10:00')), 'not_found', 'an unknown booking');
select tests.refuses(format('select api.reschedule_booking(null, %L)', tests.at('2027-01-06 10:00')), 'not_found', 'no booking');

-- A client has notice, window and daily limit to keep.
select tests.act_as('ben');
select tests.book('limited', '2027-01-08 10:00', 'ben@example.com') as limited \gset
select tests.act_as('anon');
select tests.book('limited', '2027-01-07 10:00');
select tests.book('limited', '2027-01-07 13:00');
select tests.act_as('ben');
select tests.refuses(format('select api.reschedule_booking(%L, %L)', :'limited', starts_at), word, description)
from (values
  (tests.at('2027-01-04 15:00'), 'too_soon', 'ben moves into the notice'),
  (tests.at('2027-01-19 15:00'), 'too_far', 'ben moves beyond the window'),
  (tests.at('2027-01-07 15:00'), 'outside_availability', 'ben moves to a day that is full')
) as bad (starts_at, word, description);
select is((api.reschedule_booking(:'limited', tests.at('2027-01-08 15:00'))).status, 'rescheduled', 'within the same day he is counted already');

-- Elsewhere at that time.
select tests.book('single', '2027-01-06 10:00', 'ben@example.com', 'dan') as with_dan \gset
select tests.refuses(
  format('select api.reschedule_booking(%L, %L)', :'booking_id', tests.at('2027-01-06 10:15')), 'client_busy', 'ben is with dan at that time'
);

-- Who may.
select tests.act_as('cleo');
select is((api.reschedule_booking(:'booking_id', tests.at('2027-01-07 16:00'))).status, 'rescheduled', 'an admin moves it too');
select tests.act_as('dan');
select tests.refuses(format('select api.reschedule_booking(%L, %L)', :'booking_id', tests.at('2027-01-06 14:00')), 'not_allowed', 'a colleague does not');
select tests.act_as('eve');
select tests.refuses(format('select api.reschedule_booking(%L, %L)', :'booking_id', tests.at('2027-01-06 14:00')), 'not_found', 'to eve it does not exist');
select tests.act_as('uma');
select tests.refuses(format('select api.reschedule_booking(%L, %L)', :'booking_id', tests.at('2027-01-06 14:00')), 'not_found', 'nor to a stranger');
select tests.act_as('anon');
select tests.forbids(format('select api.reschedule_booking(%L, %L)', :'booking_id', tests.at('2027-01-06 14:00')), 'anon may not ask');

-- A booking keeps the length that was agreed.
select tests.act_as('owner');
update app.services set duration_minutes = 80, archived_at = app.now() where service_id = tests.id('single');
select tests.act_as('ada');
select is(
  (select ends_at - starts_at from api.reschedule_booking(:'booking_id', tests.at('2027-01-08 09:00'))), interval '50 minutes',
  'whatever the service has become, and though it is archived'
);
