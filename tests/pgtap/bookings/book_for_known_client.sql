-- req: BM-R4 BM-R17
-- A member books for somebody who is known: the appointment is theirs, also when they have an account.
select tests.freeze();
select tests.act_as('ada');
select (api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), jsonb_build_object('client_id', tests.id('ben'), 'consent', true)) ->> 'booking_id')::uuid as one \gset
select is((select client_id || ' ' || client_name || ' ' || client_email from api.bookings where booking_id = :'one'), tests.id('ben') || ' Ben ben@example.com', 'ben''s, as he is known');
select tests.act_as('ben');
select is((select count(*) from api.bookings where booking_id = :'one'), 1::bigint, 'ben sees it in his account');
select tests.act_as('ada');
select api.create_booking(
  tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:00'), jsonb_build_object('client_id', tests.id('ben'), 'phone', '+1 416 555 0177', 'consent', true),
  recurrence => 'FREQ=DAILY;COUNT=2'
) ->> 'series_id' as series \gset
select is(
  (select array_agg(client_id || ' ' || client_name || ' ' || client_phone) from api.bookings where series_id = :'series'),
  array_fill(tests.id('ben') || ' Ben +1 416 555 0177', array[2]), 'so are the bookings of a rule, with what was typed for them'
);
select tests.refuses(format('select api.create_booking(%L, %L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00'),
  jsonb_build_object('client_id', tests.id('ben'))), 'consent_required', 'who is known consents, too');
select tests.refuses(format('select api.create_booking(%L, %L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:15'),
  jsonb_build_object('client_id', tests.id('ben'), 'consent', true)), 'slot_taken', 'and is not in two places');
select tests.refuses(format('select api.create_booking(%L, %L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00'),
  jsonb_build_object('client_id', 'ben', 'consent', true)), 'invalid_argument', 'an id that is none');
select tests.act_as('dan');
select tests.refuses(format('select api.create_booking(%L, %L, %L, %L)', tests.id('dan'), tests.id('single'), tests.at('2027-01-05 14:00'),
  jsonb_build_object('client_id', tests.id('ben'), 'consent', true)), 'not_found', 'dan cannot book for ada''s client by his id');
select tests.act_as('cleo');
select lives_ok(format('select api.create_booking(%L, %L, %L, %L)', tests.id('dan'), tests.id('single'), tests.at('2027-01-05 14:00'),
  jsonb_build_object('client_id', tests.id('ben'), 'consent', true)), 'an admin can');
select tests.act_as('anon');
select is(
  tests.as_owner(format('select client_id <> %L from app.bookings where booking_id = %L', tests.id('ben'),
    api.confirm_hold(tests.hold('single', '2027-01-08 10:00'), tests.client() || jsonb_build_object('client_id', tests.id('ben'))) ->> 'booking_id')),
  'true', 'from the public no id is taken'
);
