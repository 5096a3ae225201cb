-- req: CP-5.4 CP-5.6 CP-14.1 DR-3.3 BM-R9
select tests.freeze();
select tests.act_as('anon');
select tests.hold('single', '2027-01-05 10:00') as key \gset

-- Mistakes keep the hold.
select tests.refuses(format('select api.confirm_hold(%L, %L, note => %L)', :'key', tests.client() || changes::jsonb, note), word, description)
from (values
  ('{"name": null}', null, 'invalid_argument', 'no name'),
  ('{"name": "  "}', null, 'invalid_argument', 'a name of blanks'),
  ('{"name": "Gil\nBcc: x@example.com"}', null, 'invalid_argument', 'a name with a line break'),
  (jsonb_build_object('name', repeat('n', 201))::text, null, 'invalid_argument', 'a name without end'),
  ('{"email": null}', null, 'invalid_argument', 'no e-mail address'),
  ('{"email": "gil@"}', null, 'invalid_argument', 'half an e-mail address'),
  ('{"email": "gil at example.com"}', null, 'invalid_argument', 'an e-mail address in words'),
  ('{"email": "gil@example.com, eve@example.com"}', null, 'invalid_argument', 'two e-mail addresses'),
  ('{"email": "gil@example.com\nBcc: x@example.com"}', null, 'invalid_argument', 'an e-mail address with a line break'),
  ('{"email": "gil@localhost"}', null, 'invalid_argument', 'an e-mail address of no domain'),
  ('{"phone": null}', null, 'invalid_argument', 'no phone number'),
  ('{"phone": "call me"}', null, 'invalid_argument', 'a phone number in words'),
  ('{"phone": "12"}', null, 'invalid_argument', 'two digits'),
  ('{"time_zone": "Toronto"}', null, 'invalid_argument', 'an unknown time zone'),
  ('{"locale": "english"}', null, 'invalid_argument', 'an unknown locale'),
  ('{"consent": false}', null, 'consent_required', 'no consent'),
  ('{"consent": null}', null, 'consent_required', 'silence is no consent'),
  ('{"consent": "true"}', null, 'consent_required', 'a word is no consent'),
  ('{}', repeat('x', 10240), 'invalid_argument', 'a note of 10 kB')
) as bad (changes, note, word, description);
select tests.refuses(format('select api.confirm_hold(%L)', :'key'), 'invalid_argument', 'no client at all');
select tests.refuses(format($$ select api.confirm_hold(%L, '"Gil"') $$, :'key'), 'invalid_argument', 'a client that is only a name');
select tests.refuses(format('select api.confirm_hold(%L, jsonb_build_array(tests.client()))', :'key'), 'invalid_argument', 'a list of clients');
select tests.refuses(
  format($$ select api.confirm_hold(%L, tests.client(), overrides => '{"code": "90837"}') $$, :'key'), 'not_allowed', 'clients do not override billing codes'
);
select tests.refuses($$ select api.confirm_hold('nonsense', tests.client()) $$, 'hold_expired', 'an unknown key is answered like one that lapsed');
select tests.refuses('select api.confirm_hold(null, tests.client())', 'hold_expired', 'no key');
select is(tests.as_owner('select count(*) from app.bookings'), '0', 'nothing was booked');
select is(tests.as_owner('select count(*) from app.clients'), '1', 'and nobody became a client');

-- It works.
select api.confirm_hold(:'key', tests.client(' Gil@Example.com ', '{"time_zone": "Europe/Berlin", "locale": "fr-CA"}'), note => '  about sleep ') as answer \gset
select :'answer'::jsonb ->> 'booking_id' as booking_id \gset
select is(:'answer'::jsonb ->> 'status', 'confirmed', 'an available slot is confirmed at once');
select is(
  (:'answer'::jsonb ->> 'starts_at')::timestamptz || ' ' || (:'answer'::jsonb ->> 'ends_at')::timestamptz,
  tests.at('2027-01-05 10:00') || ' ' || tests.at('2027-01-05 10:50'), 'with its times'
);
select matches(:'answer'::jsonb ->> 'reference', '^[0-9A-HJKMNP-TV-Z]{7}$', 'a reference that can be told by phone');
select is(:'answer'::jsonb -> 'series_id', 'null', 'not in a series');
select is(:'answer'::jsonb -> 'bookings' -> 0, :'answer'::jsonb - 'series_id' - 'bookings', 'and the one booking of the list');
select is(
  tests.as_owner(format(
    $$ select row(client_name, client_email, client_phone, client_time_zone, client_locale, note, created_by)::text from app.bookings where booking_id = %L $$,
    :'booking_id'
  )),
  '("Gil Guest",gil@example.com,"+1 416 555 0100",Europe/Berlin,fr-CA,"about sleep",client:gil@example.com)', 'what was typed is kept, trimmed'
);
select is(tests.audited(:'booking_id'), array['booking.created by client:gil@example.com'], 'the log names the client as actor');
select is(tests.claims(), 1::bigint, 'the claim is now the booking''s');
select is(
  tests.as_owner('select string_agg(topic || '' to '' || recipient, '', '' order by position) from app.outbox_events'),
  'booking.confirmed to client, booking.confirmed to practitioner', 'both parties will be told'
);
select is_empty(
  $$ select 1 from api.available_slots(tests.id('ada'), tests.id('single'), '2027-01-05', '2027-01-05') where starts_at = tests.at('2027-01-05 10:00') $$,
  'the slot is no longer offered'
);

-- Twice.
select tests.refuses(format('select api.confirm_hold(%L, tests.client())', :'key'), 'hold_conflict', 'a hold is confirmed once');
select is(tests.as_owner('select count(*) from app.bookings'), '1', 'there is one booking');

-- Too late.
select tests.hold('single', '2027-01-05 14:00') as late \gset
select tests.freeze(tests.at('2027-01-04 08:05'));
select tests.refuses(format('select api.confirm_hold(%L, tests.client())', :'late'), 'hold_expired', 'at its end a hold is over');
select lives_ok($$ select tests.hold('single', '2027-01-05 14:00') $$, 'and whoever wants the time has it, housekeeping or not');
select tests.refuses(format('select api.confirm_hold(%L, tests.client())', :'late'), 'hold_expired', 'also once it is gone');

-- A live hold is a promise.
select tests.hold('single', '2027-01-06 10:00') as promised \gset
select tests.act_as('owner');
update app.practitioners set published = false, accepting_clients = false where practitioner_id = tests.id('ada');
update app.services set archived_at = app.now() where service_id = tests.id('single');
delete from app.availability_rules where practitioner_id = tests.id('ada') and weekday = 3;
select tests.act_as('anon');
select lives_ok(format('select tests.confirm(%L)', :'promised'), 'confirming a live hold succeeds whatever the practice changed meanwhile');
