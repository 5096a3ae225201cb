-- req: CP-2.3 CP-14.4 BM-R15
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as one \gset
select tests.book('single', '2027-01-06 14:00', 'ben@example.com') as two \gset
select tests.book('group', '2027-01-07 10:00', 'ben@example.com') as three \gset
select tests.token(:'one', 'ben-opens-one') as token \gset
select reference as old_reference, ics_uid as old_uid, ics_sequence as old_sequence from api.bookings where booking_id = :'one' \gset
-- What was to be said of them has been said.
select tests.act_as('owner');
update app.outbox_events set status = 'delivered', finished_at = app.now();

-- Refused -----------------------------------------------------------------------------------------------------------------------------------------
select tests.act_as('ada');
select tests.refuses(format('select api.hand_over_client(%L, %L)', tests.id('ben'), tests.id('dan')), 'not_allowed', 'a practitioner does not give away clients herself');
select tests.refuses(format('select api.preview_hand_over(%L, %L)', tests.id('ben'), tests.id('dan')), 'not_allowed', 'nor asks');
select tests.act_as('hal');
select tests.refuses(format('select api.hand_over_client(%L, %L)', tests.id('ben'), tests.id('dan')), 'not_found', 'to another tenant they do not exist');
select tests.act_as('cleo');
select tests.refuses(format('select api.hand_over_client(%L, %L, %L)', tests.id('ben'), tests.id('dan'), 'burn'), 'invalid_argument', 'bookings are kept, moved or cancelled');
select tests.refuses(format('select api.hand_over_client(%L, %L)', tests.id('ben'), tests.id('ada')), 'invalid_argument', 'ada has him already');
select tests.refuses(format('select api.hand_over_client(%L, %L)', tests.id('ben'), tests.id('eve')), 'not_found', 'eve works elsewhere');

-- Before: dan is busy at one of the times, and does not offer the group.
select tests.act_as('anon');
select tests.book('single', '2027-01-06 13:30', 'gil@example.com', 'dan') as gils \gset
select tests.act_as('cleo');
select tests.everything() as before \gset
select is(
  (select jsonb_agg(jsonb_build_array(b -> 'service_name', b -> 'offered', b -> 'can_move', b -> 'reason'))
   from jsonb_array_elements(api.preview_hand_over(tests.id('ben'), tests.id('dan')) -> 'bookings') as b),
  '[["Session", true, true, null], ["Session", true, false, "slot_taken"], ["Group", false, false, "not_found"]]',
  'the preview says of each whether dan offers it, and is free then'
);
select is(tests.everything(), :'before', 'and changes nothing');
select tests.refuses(format('select api.hand_over_client(%L, %L, %L)', tests.id('ben'), tests.id('dan'), 'move'), 'slot_taken', 'all or nothing');
select is(tests.everything(), :'before', 'and nothing it is');
select is(tests.as_owner(format('select practitioner_id::text from app.bookings where booking_id = %L', :'one')), tests.id('ada')::text, 'the one that could is with ada still');

-- Moved -------------------------------------------------------------------------------------------------------------------------------------------
select (api.cancel_booking(:'gils')).status;
select tests.act_as('owner');
insert into app.practitioner_services (practitioner_id, service_id, organization_id) values (tests.id('dan'), tests.id('group'), tests.id('river'));
select tests.act_as('ben');
-- He is about to move one of them himself.
select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-08 09:00'), booking_id => :'one') ->> 'hold_key' as moving \gset
select tests.act_as('cleo');
select is(
  (select jsonb_array_length(api.hand_over_client(tests.id('ben'), tests.id('dan'), 'move', 'Ada is on leave', 'hand-over-once') -> 'bookings')), 3, 'all three are dan''s now'
);
select is(
  (select jsonb_array_length(api.hand_over_client(tests.id('ben'), tests.id('dan'), 'move', 'Ada is on leave', 'hand-over-once') -> 'bookings')), 3, 'asking twice is no error'
);
select is(
  (select array_agg(practitioner_name || ' ' || status order by starts_at) from api.bookings where client_id = tests.id('ben')),
  array['Dan confirmed', 'Dan confirmed', 'Dan confirmed'], 'as they were'
);
select is(
  (select reference || ics_uid || (ics_sequence - 1) from api.bookings where booking_id = :'one'), :'old_reference' || :'old_uid' || :'old_sequence',
  'with the same reference and calendar UID, and the next sequence'
);
select is(tests.claims(), 0::bigint, 'ada''s time is free, what ben held to move one of them too');
select is(tests.claims('dan'), 3::bigint, 'dan''s is taken');
select is(api.booking_by_token('ben-opens-one') #>> '{practitioner,display_name}', 'Dan', 'the link in the mail still opens it');
select is(
  (select array_agg(row(practitioner_name, is_present, coalesce(reason, end_reason))::text order by is_present) from api.client_assignments where client_id = tests.id('ben')),
  array['(Ada,f,"Ada is on leave")', '(Dan,t,"Ada is on leave")'], 'the history says why'
);
select ok('booking.handed_over by user:' || tests.id('cleo.user') = any (tests.audited(:'one')), 'the log says who did it');
select is(
  tests.as_owner(format($$ select array_agg(concat_ws(' ', e.topic, e.recipient, (app.event_person(e)).email, e.data ->> 'ics_sequence', e.data ->> 'status') order by e.position)::text
    from app.outbox_events as e where e.subject_id = %L and e.status = 'queued' $$, :'one')),
  array['booking.handed_over client ben@example.com 1 confirmed', 'booking.passed_on practitioner ada@example.com 1 cancelled',
    'booking.handed_over practitioner dan@example.com 1 confirmed']::text,
  'the client and both practitioners are told'
);
select tests.act_as('service');
select is(
  (select array_agg(concat_ws(' ', topic, recipient, payload #>> '{practitioner,display_name}', payload #>> '{practitioner,email}') order by topic, recipient)
   from api.claim_events('w') where payload #>> '{booking,booking_id}' = :'one'),
  array['booking.handed_over client Dan dan@example.com', 'booking.passed_on practitioner Ada ada@example.com'], 'each names whom it is about'
);
select tests.act_as('ada');
select is((select count(*) from api.bookings), 0::bigint, 'ada sees them no more');
select tests.refuses(format('select api.cancel_booking(%L)', :'one'), 'not_allowed', 'and cancels none');
select tests.act_as('dan');
select is((api.reschedule_booking(:'one', tests.at('2027-01-05 11:00'))).ics_sequence, 2, 'dan moves it as any of his');
select tests.act_as('ben');
select tests.refuses(format('select api.confirm_hold(%L, tests.client(%L))', :'moving', 'ben@example.com'), 'hold_expired', 'what was held with ada is gone');
select is((select array_agg(action || ' ' || actor_role order by at, action) from api.booking_history(:'one')),
  array['booking.created client', 'booking.handed_over admin', 'booking.rescheduled practitioner'], 'he reads what happened');

-- Kept, cancelled ---------------------------------------------------------------------------------------------------------------------------------
select tests.act_as('cleo');
select is((select api.hand_over_client(tests.id('ben'), tests.id('ada')) ->> 'practitioner_id'), tests.id('ada')::text, 'back to ada');
select is((select array_agg(distinct practitioner_name) from api.bookings where client_id = tests.id('ben')), array['Dan'], 'kept: they stay with dan');
select (api.hand_over_client(tests.id('ben'), tests.id('dan'), 'keep')) ->> 'client_id';
select is(
  (select array_agg(distinct b ->> 'status') from jsonb_array_elements(api.hand_over_client(tests.id('ben'), tests.id('ada'), 'cancel', 'Internal') -> 'bookings') as b), array['cancelled'],
  'cancelled: they do not take place'
);
select is(tests.claims('dan'), 0::bigint, 'and dan''s time is free');
select is((select array_agg(distinct coalesce(cancel_reason, '-')) from api.bookings where client_id = tests.id('ben')), array['-'], 'what members say of it is not told');

-- Nobody's client is handed over by nobody.
select api.end_assignment(tests.id('ben')) as ended \gset
select tests.refuses(format('select api.hand_over_client(%L, %L)', tests.id('ben'), tests.id('dan')), 'illegal_transition', 'whom nobody cares for is assigned');
select api.assign_practitioner(tests.id('ben'), tests.id('ada')) as given \gset
select tests.act_as('owner');
update app.practitioners set max_clients = 1 where practitioner_id = tests.id('dan');
insert into app.clients (organization_id, name, email, phone, time_zone) values (tests.id('river'), 'Gus', 'gus@example.com', '+1 416 555 0100', 'America/Toronto') returning client_id as gus \gset
select tests.act_as('cleo');
select api.assign_practitioner(:'gus', tests.id('dan')) as given \gset
select tests.refuses(format('select api.hand_over_client(%L, %L)', tests.id('ben'), tests.id('dan')), 'practitioner_full', 'within max_clients');
