-- req: BM-R5 BM-R7 BM-R9 BM-R11 BM-R15 BM-Q2
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.book('single', '2027-01-05 14:00', 'hana@example.com') as other \gset
select tests.token(:'booking_id', 'the-token-of-gil', tests.at('2027-02-04 10:50'));
select tests.token(:'other', 'the-token-of-hana');

-- It works, without an account.
select api.reschedule_by_token('the-token-of-gil', tests.at('2027-01-20 10:15')) as moved \gset
select is(:'moved'::jsonb ->> 'status', 'rescheduled', 'gil moves his booking by the link');
select is((:'moved'::jsonb ->> 'starts_at')::timestamptz, tests.at('2027-01-20 10:15'), 'to the new time');
select is(:'moved'::jsonb, api.booking_by_token('the-token-of-gil'), 'the link stays good and shows the same');
select is(
  tests.as_owner(format('select expires_at from app.booking_tokens where booking_id = %L', :'booking_id'))::timestamptz, tests.at('2027-02-19 11:05'),
  'and lives until thirty days after the new time'
);
select is((tests.audited(:'booking_id'))[3], 'booking.rescheduled by client:gil@example.com', 'the actor is the client by the address');
select lives_ok($$ select tests.hold('single', '2027-01-05 10:00') $$, 'the old slot is free at once');
select is(
  tests.as_owner($$ select count(*) from app.outbox_events where topic = 'booking.rescheduled' $$), '2', 'both parties will be told'
);

-- Twice.
select tests.everything() as before \gset
select is(api.reschedule_by_token('the-token-of-gil', tests.at('2027-01-20 10:15')), :'moved'::jsonb, 'moving it to the same time again is no error');
select is(tests.everything(), :'before', 'and writes nothing');

-- Checked as a new booking.
select tests.refuses(format('select api.reschedule_by_token(%L, %L)', 'the-token-of-gil', starts_at), word, description)
from (values
  (tests.at('2027-01-05 14:00'), 'slot_taken', 'onto another''s booking'),
  (tests.at('2027-01-05 13:05'), 'outside_availability', 'off the grid'),
  (tests.at('2027-01-04 07:00'), 'too_soon', 'into the past'),
  (tests.at('2027-08-05 10:00'), 'too_far', 'beyond the window'),
  (null, 'invalid_argument', 'to no time')
) as bad (starts_at, word, description);
select tests.refuses(format('select api.reschedule_by_token(%L, %L)', token, tests.at('2027-01-06 10:00')), 'token_invalid', description)
from (values ('the-token-of-giL', 'an altered token'), ('', 'an empty one'), (null, 'none'), (:'booking_id', 'the booking''s id')) as bad (token, description);
select is(
  tests.as_owner(format('select starts_at from app.bookings where booking_id = %L', :'other'))::timestamptz, tests.at('2027-01-05 14:00'),
  'gil''s link never touched hana''s booking'
);

-- What is promised is the old time, not a new one.
select tests.act_as('owner');
update app.services set archived_at = app.now() where service_id = tests.id('single');
select tests.act_as('anon');
select tests.refuses(
  format('select api.reschedule_by_token(%L, %L)', 'the-token-of-gil', tests.at('2027-01-06 10:00')), 'outside_availability', 'of a service that is no longer offered'
);
select is(api.booking_by_token('the-token-of-gil') ->> 'status', 'rescheduled', 'the booking itself stands');
select tests.act_as('owner');
update app.services set archived_at = null where service_id = tests.id('single');
select tests.act_as('anon');

-- Late, expired, cancelled.
select tests.book('limited', '2027-01-07 10:00', 'iris@example.com') as limited \gset
select tests.token(:'limited', 'the-token-of-iris');
select tests.freeze(tests.at('2027-01-06 22:00'));
select tests.refuses(
  format('select api.reschedule_by_token(%L, %L)', 'the-token-of-iris', tests.at('2027-01-08 10:00')), 'too_late_to_change', 'within the notice'
);
select tests.freeze(tests.at('2027-06-02 10:00'));
select tests.refuses(
  format('select api.reschedule_by_token(%L, %L)', 'the-token-of-hana', tests.at('2027-06-08 10:00')), 'token_expired', 'by an expired link'
);
select tests.freeze();
select tests.act_as('ada');
select status from api.cancel_booking(:'other');
select tests.act_as('anon');
select tests.refuses(
  format('select api.reschedule_by_token(%L, %L)', 'the-token-of-hana', tests.at('2027-01-06 10:00')), 'illegal_transition', 'a cancelled booking'
);
select tests.book('approval', '2027-01-08 10:00', 'jo@example.com') as pending \gset
select tests.token(:'pending', 'the-token-of-jo');
select tests.refuses(
  format('select api.reschedule_by_token(%L, %L)', 'the-token-of-jo', tests.at('2027-01-08 14:00')), 'illegal_transition', 'a request that waits for approval'
);
