-- req: DR-5.2
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.token(:'booking_id', 'the-token-of-gil');
select tests.act_as('service');
create temp table claimed as select event_id, topic, recipient, attempt, payload from api.claim_events('worker 1', 50, 60);
select bag_eq(
  'select topic || '' to '' || recipient || '', attempt '' || attempt from claimed',
  array['booking.confirmed to client, attempt 1', 'booking.confirmed to practitioner, attempt 1'],
  'a worker gets the first message to each'
);
select payload from claimed where recipient = 'client' \gset
select is(
  :'payload'::jsonb #- '{booking,ics_uid}' #- '{booking,reference}',
  jsonb_build_object(
    'booking', jsonb_build_object(
      'booking_id', :'booking_id'::uuid, 'status', 'confirmed', 'starts_at', tests.at('2027-01-05 10:00'), 'ends_at', tests.at('2027-01-05 10:50'),
      'previous_starts_at', null, 'previous_ends_at', null, 'time_zone', 'America/Toronto', 'ics_sequence', 0, 'changed_at', app.now(),
      'cancel_reason', null, 'cancelled_by', null, 'approval_expires_at', null, 'note', null
    ),
    'organization', jsonb_build_object(
      'organization_id', tests.id('river'), 'name', 'River Therapy', 'slug', 'river', 'discreet', true, 'reply_to', null, 'locale', 'en-CA',
      'time_zone', 'America/Toronto', 'brand_color', null, 'logo_url', null, 'mail_footer', null, 'postal_address', null
    ),
    'practitioner', jsonb_build_object(
      'practitioner_id', tests.id('ada'), 'display_name', 'Ada', 'email', 'ada@example.com', 'time_zone', 'America/Toronto', 'locale', 'en-CA'
    ),
    'client', '{"name": "Gil Guest", "email": "gil@example.com", "phone": "+1 416 555 0100", "time_zone": "America/Toronto", "locale": "en-CA"}'::jsonb,
    'service', jsonb_build_object('service_id', tests.id('single'), 'name', 'Session', 'duration_minutes', 50),
    'place', '{"kind": "in_person", "address": null, "video_url": null}'::jsonb,
    'token_expires_at', tests.at('2027-02-04 10:50')
  ),
  'with the state of then and the names of now'
);

-- A lease.
select is_empty($$ select 1 from api.claim_events('worker 2') $$, 'while the lease lasts nobody else gets them');
select tests.freeze(tests.at('2027-01-04 08:01'));
select is((select array_agg(distinct attempt) from api.claim_events('worker 2', 50, 300)), array[2], 'when it ends without a word they are due again, as second attempts');

-- Order.
select tests.act_as('anon');
select api.reschedule_by_token('the-token-of-gil', tests.at('2027-01-06 10:00')) ->> 'status';
select tests.freeze(tests.at('2027-01-04 08:01:30')), tests.act_as('service');
select is_empty($$ select 1 from api.claim_events('worker 1') $$, 'the second about a booking waits, though its quiet minute is over');
select tests.freeze(tests.at('2027-01-04 08:02')), tests.act_as('service');
select event_id as first from claimed where recipient = 'client' \gset
select is(api.mark_delivered(:'first', 'ok') ->> 'status', 'delivered', 'the first is delivered');
select is((select array_agg(topic || ' to ' || recipient) from api.claim_events('worker 1')), array['booking.rescheduled to client'], 'now the second may follow');
select event_id as other from claimed where recipient = 'practitioner' \gset
select is(api.mark_failed(:'other', 'no such mailbox', false) ->> 'status', 'failed', 'a message that is given up');
select is(
  (select array_agg(topic || ' to ' || recipient) from api.claim_events('worker 1')), array['booking.rescheduled to practitioner'], 'holds nothing back either'
);
select is_empty($$ select 1 from api.claim_events('worker 1') $$, 'then there is nothing left');

-- In portions.
select tests.act_as('anon');
select tests.book('single', '2027-01-07 10:00', 'hana@example.com');
select tests.act_as('service');
select is((select count(*) from api.claim_events('w', 1)), 1::bigint, 'as many as asked for');

-- Nobody behind the profile: only the client is told.
select tests.act_as('owner');
update app.practitioners set member_id = null where practitioner_id = tests.id('dan');
select tests.act_as('anon');
select tests.book('single', '2027-01-08 10:00', 'iris@example.com', 'dan') as dans \gset
select is(
  tests.as_owner(format('select array_agg(recipient) from app.outbox_events where subject_id = %L', :'dans')), '{client}',
  'where no member stands behind the profile, nothing is queued for it'
);

-- Who may.
select tests.act_as('cleo');
select tests.forbids($$ select * from api.claim_events('w') $$, 'an admin is no worker');
select tests.act_as('anon');
select tests.forbids($$ select * from api.claim_events('w') $$, 'nor is anon');
