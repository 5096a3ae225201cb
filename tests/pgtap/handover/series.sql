-- req: CP-2.3 TS-12
-- A series goes over as one: its calendar event is the client's as a whole, and each practitioner's as far as it is theirs.
select tests.freeze();
select tests.act_as('ada');
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), tests.client('gil@example.com'), recurrence => 'FREQ=WEEKLY;COUNT=4') ->> 'series_id' as series \gset
select tests.as_owner(format('select distinct client_id::text from app.bookings where series_id = %L', :'series')) as gil \gset
select tests.act_as('cleo');
select api.assign_practitioner(:'gil', tests.id('ada')) as given \gset
select tests.act_as('owner');
update app.outbox_events set status = 'delivered', finished_at = app.now();
-- The first has taken place.
select tests.freeze(tests.at('2027-01-06 08:00'));

-- Somebody else sits in it too: it cannot be torn apart.
select booking_id as last, client_id from app.bookings where series_id = :'series' order by starts_at desc limit 1 \gset
update app.bookings set client_id = tests.id('ben') where booking_id = :'last';
select tests.act_as('cleo');
select tests.refuses(format('select api.hand_over_client(%L, %L, %L)', :'gil', tests.id('dan'), 'move'), 'illegal_transition', 'a series that another client shares stays');
select tests.act_as('owner');
update app.bookings set client_id = :'gil' where booking_id = :'last';

select tests.act_as('cleo');
select is((select jsonb_array_length(api.hand_over_client(:'gil', tests.id('dan'), 'move') -> 'bookings')), 3, 'the three to come are dan''s');
select is(
  (select string_agg(practitioner_name, ' ' order by starts_at) from api.bookings where series_id = :'series'), 'Ada Dan Dan Dan', 'the first one was and is ada''s'
);
select is((select practitioner_id from api.booking_series where series_id = :'series'), tests.id('dan'), 'the series is dan''s to move');
select tests.act_as('service');
create temp table told as select topic, recipient, payload from api.claim_events('w');
grant all on told to public;
select is(
  (select array_agg(concat_ws(' ', topic, recipient, payload #>> '{practitioner,email}', payload #>> '{series,ics_sequence}', jsonb_array_length(payload #> '{series,changes}'),
    jsonb_array_length(payload #> '{series,occurrences}'), jsonb_array_length(payload #> '{series,excluded}')) order by topic, recipient) from told where topic like 'series.%'),
  array['series.handed_over client dan@example.com 1 3 4 0', 'series.passed_on practitioner ada@example.com 1 3 1 3'],
  'the client''s calendar has all four, ada''s only the one that was hers'
);
select tests.act_as('owner');
update app.outbox_events set status = 'delivered', finished_at = app.now() where status = 'queued' and topic = 'series.passed_on';
select tests.act_as('service');
select is(
  (select concat_ws(' ', topic, payload #>> '{practitioner,email}', jsonb_array_length(payload #> '{series,occurrences}'), jsonb_array_length(payload #> '{series,excluded}'))
   from api.claim_events('w') where topic like 'series.%'), 'series.handed_over dan@example.com 3 1', 'dan''s has the three that are his'
);

-- From here on it is dan's like any of his.
select tests.act_as('dan');
select is((select jsonb_array_length(api.reschedule_series(:'series', shift => '1 hour') -> 'bookings')), 3, 'dan moves it');
select tests.act_as('ada');
select tests.refuses(format('select api.cancel_series(%L)', :'series'), 'not_allowed', 'ada does not end it');
