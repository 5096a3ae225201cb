-- req: TS-5
-- What happens to a booking is told to the endpoints that chose it, thin, in the same transaction; organizations are kept apart.
select tests.freeze();
select tests.act_as('cleo');
select api.register_webhook_endpoint(tests.id('river'), 'https://a.example', array(select event_type from api.webhook_event_types)) ->> 'endpoint_id' as all_of_it \gset
select api.register_webhook_endpoint(tests.id('river'), 'https://b.example', array['booking.cancelled'], detail => true) ->> 'endpoint_id' as cancelled_only \gset
select tests.act_as('hal');
select api.register_webhook_endpoint(tests.id('hill'), 'https://c.example', array(select event_type from api.webhook_event_types)) ->> 'endpoint_id' as of_hill \gset

select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.token(:'booking_id', 'the-token-of-gil');
select api.reschedule_by_token('the-token-of-gil', tests.at('2027-01-06 10:00')) ->> 'status';
select api.cancel_by_token('the-token-of-gil', 'Flu, and I would rather not say more') ->> 'status';
select tests.book('approval', '2027-01-07 10:00', 'hana@example.com') as approved \gset
select tests.book('approval', '2027-01-07 11:00', 'iris@example.com') as declined \gset
select tests.act_as('ada');
select (api.approve_booking(:'approved')).status, (api.decline_booking(:'declined', 'Full')).status;
select tests.freeze(tests.at('2027-01-07 12:00'));
select (api.complete_booking(:'approved')).status;

select tests.act_as('cleo');
create temp table seen as select * from api.webhook_deliveries;
select results_eq(
  format($$ select event_type || ' ' || (data ->> 'status') from seen where endpoint_id = %L order by position $$, :'all_of_it'),
  array[
    'booking.created confirmed', 'booking.rescheduled rescheduled', 'booking.cancelled cancelled', 'booking.created pending', 'booking.created pending',
    'booking.approved confirmed', 'booking.declined cancelled', 'booking.completed completed'
  ],
  'every change, in order'
);
select results_eq(
  format($$ select event_type, subject_id from seen where endpoint_id = %L $$, :'cancelled_only'), format($$ values ('booking.cancelled', %L::uuid) $$, :'booking_id'),
  'who chose cancellations hears of those only'
);
select is(
  (select data - 'reference' from seen where event_type = 'booking.rescheduled'),
  jsonb_build_object(
    'booking_id', :'booking_id'::uuid, 'organization_id', tests.id('river'), 'practitioner_id', tests.id('ada'), 'service_id', tests.id('single'),
    'client_id', tests.as_owner(format('select client_id from app.bookings where booking_id = %L', :'booking_id')), 'status', 'rescheduled',
    'starts_at', tests.at('2027-01-06 10:00'), 'ends_at', tests.at('2027-01-06 10:50'),
    'previous_starts_at', tests.at('2027-01-05 10:00'), 'previous_ends_at', tests.at('2027-01-05 10:50')
  ),
  'ids, status and times'
);
select is((select count(*) from seen where regexp_replace(data::text, '[0-9a-f-]{36}', '', 'g') ~* 'gil|flu|full|session|first visit|ada'), 0::bigint, 'no name, no service, no reason');
select tests.act_as('hal');
select is_empty('select 1 from api.webhook_deliveries', 'another practice hears nothing of it');

-- What is switched off is told nothing.
select tests.act_as('cleo');
select api.disable_webhook_endpoint(:'all_of_it') ->> 'status';
select is((select count(*) from api.webhook_deliveries where status = 'dropped'), 8::bigint, 'what waited is dropped');
select tests.act_as('anon');
select tests.book('single', '2027-01-08 10:00') as later \gset
select is(tests.as_owner(format('select count(*) from app.webhook_deliveries where subject_id = %L', :'later')), '0', 'and nothing is queued any more');

-- Nothing but what matters.
select tests.act_as('owner');
update app.bookings set note = 'Bring the form' where booking_id = :'approved';
select is((select count(*) from app.webhook_deliveries where subject_id = :'approved'), 3::bigint, 'a note is nobody''s event');
