-- req: BM-R4 BM-R17 BM-R9 CP-14.1 CP-14.3 CP-5.4
select tests.freeze();
select tests.act_as('ada');

-- It works.
select api.create_booking(
  tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), tests.client(), overrides => '{"code": "90837"}', note => 'by phone'
) as answer \gset
select :'answer'::jsonb ->> 'booking_id' as booking_id \gset
select is(:'answer'::jsonb ->> 'status', 'confirmed', 'what a practitioner books is confirmed');
select is((:'answer'::jsonb ->> 'ends_at')::timestamptz, tests.at('2027-01-05 10:50'), 'for the length of the service');
select is(
  (select row(client_name, client_email, client_phone, note, overrides)::text from api.bookings where booking_id = :'booking_id'),
  '("Gil Guest",gil@example.com,"+1 416 555 0100","by phone","{""code"": ""90837""}")', 'with the client''s details, note and overrides'
);
select is(tests.audited(:'booking_id'), array['booking.created by user:' || tests.id('ada.user')], 'ada is the actor of the entry');
select is(
  tests.as_owner('select string_agg(topic || '' to '' || recipient, '', '' order by position) from app.outbox_events'),
  'booking.confirmed to client, booking.confirmed to practitioner', 'both will be told'
);
select is(
  api.create_booking(tests.id('ada'), tests.id('approval'), tests.at('2027-01-06 10:00'), tests.client('hana@example.com')) ->> 'status', 'confirmed',
  'what ada books needs no approval of ada'
);

-- Twice.
select api.create_booking(
  tests.id('ada'), tests.id('single'), tests.at('2027-01-07 10:00'), tests.client(), idempotency_key => 'book-it-once'
) as once \gset
select tests.everything() as before \gset
select is(
  api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-07 10:00'), tests.client(), idempotency_key => 'book-it-once'),
  :'once'::jsonb, 'asking twice under one key books once'
);
select is(tests.everything(), :'before', 'and writes nothing');
select tests.refuses(
  format($$ select api.create_booking(%L, %L, %L, tests.client(), idempotency_key => 'book-it-once') $$, tests.id('ada'), tests.id('single'), tests.at('2027-01-07 14:00')),
  'idempotency_mismatch', 'the key does not serve for another time'
);

-- The same demands as of a client.
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 14:00'), tests.client() || changes::jsonb),
  word, description
)
from (values
  ('{"name": ""}', 'invalid_argument', 'a manual booking without a name'),
  ('{"email": null}', 'invalid_argument', 'without an e-mail address'),
  ('{"email": "gil"}', 'invalid_argument', 'with a bad one'),
  ('{"phone": null}', 'invalid_argument', 'without a phone number'),
  ('{"consent": false}', 'consent_required', 'without consent')
) as bad (changes, word, description);
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, null)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 14:00')), 'invalid_argument', 'without a client'
);
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client(), note => %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 14:00'), repeat('x', 10240)),
  'invalid_argument', 'with a note of 10 kB'
);
select tests.refuses(
  format('select api.create_booking(%L, %L, null, tests.client())', tests.id('ada'), tests.id('single')), 'invalid_argument', 'without a time'
);
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), starts_at), word, description
)
from (values
  (tests.at('2027-01-05 10:15'), 'slot_taken', 'across a booking'),
  (tests.at('2027-01-05 11:00'), 'slot_taken', 'in the buffer of a booking'),
  (tests.at('2027-01-05 13:05'), 'outside_availability', 'off the grid'),
  (tests.at('2027-01-05 12:00'), 'outside_availability', 'in the lunch break'),
  (tests.at('2027-01-04 07:00'), 'too_soon', 'in the past'),
  (tests.at('2029-02-05 10:00'), 'too_far', 'more than two years ahead')
) as bad (starts_at, word, description);
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client())', practitioner, service, tests.at('2027-01-05 14:00')), 'not_found', description
)
from (values
  (tests.id('nobody'), tests.id('single'), 'an unknown practitioner'),
  (tests.id('ada'), tests.id('nobody'), 'an unknown service'),
  (tests.id('ada'), tests.id('hill.single'), 'a service of another organization'),
  (tests.id('dan'), tests.id('group'), 'a service that is not offered')
) as bad (practitioner, service, description);
select tests.refuses(
  format($$ select api.create_booking(%L, %L, %L, tests.client(), recurrence => 'FREQ=DAILY') $$, tests.id('ada'), tests.id('single'), tests.at('2027-01-05 14:00')),
  'invalid_argument', 'a recurrence without end is refused'
);

-- Notice, window and daily limit are for clients.
select lives_ok(
  format('select api.create_booking(%L, %L, %L, tests.client(%L))', tests.id('ada'), tests.id('limited'), starts_at, email), description
)
from (values
  (tests.at('2027-01-04 10:00'), 'a@example.com', 'ada books within the notice'),
  (tests.at('2027-02-22 10:00'), 'b@example.com', 'and beyond the window'),
  (tests.at('2027-01-04 11:00'), 'c@example.com', 'a second on the day'),
  (tests.at('2027-01-04 13:00'), 'd@example.com', 'and a third, above the limit')
) as good (starts_at, email, description);
select tests.refuses(
  format($$ select api.create_booking(%L, %L, %L, tests.client('a@example.com')) $$, tests.id('ada'), tests.id('group'), tests.at('2027-02-22 10:00')),
  'slot_taken', 'but nobody is above the constraints'
);

-- Who may.
select tests.act_as('cleo');
select lives_ok(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 14:00')), 'an admin books for ada'
);
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('dan'), tests.id('single'), tests.at('2027-01-05 14:15')), 'client_busy',
  'but the client is with ada then'
);
select tests.act_as('dan');
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), tests.at('2027-01-08 14:00')), 'not_allowed',
  'a colleague does not'
);
select tests.act_as('ben');
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), tests.at('2027-01-08 14:00')), 'not_allowed',
  'nor a client'
);
select tests.act_as('eve');
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), tests.at('2027-01-08 14:00')), 'not_allowed',
  'nor a practitioner of another organization'
);
select tests.act_as('anon');
select tests.forbids(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), tests.at('2027-01-08 14:00')), 'nor anon'
);
select tests.act_as('owner');
update app.members set suspended_at = app.now() where member_id = tests.id('ada.member');
select tests.act_as('ada');
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), tests.at('2027-01-08 14:00')), 'not_found',
  'nor does ada, suspended, find what she offered'
);
