-- req: TS-13 BM-R9 BM-R16
select tests.freeze();
select tests.act_as('anon');
select tests.book('approval', '2027-01-06 10:00', 'gil@example.com') as pending \gset
select tests.hold('single', '2027-01-05 10:00');
select tests.as_owner($$ select claim_id from app.slot_claims where kind = 'hold' $$) as held \gset
select api.request_hold(tests.id('dan'), tests.id('single'), tests.at('2027-01-05 10:00'), hold_seconds => 900, idempotency_key => 'a-key-of-mine') ->> 'hold_key' as live \gset

select tests.act_as('service');
select is(api.tick(), '{"keys_purged": 0, "holds_expired": 0, "bookings_expired": 0, "reminders_queued": 0}', 'before its time nothing happens');
select tests.freeze(tests.at('2027-01-04 08:05'));
select is(api.tick() ->> 'holds_expired', '1', 'a lapsed hold is removed');
select is((tests.audited(:'held'))[2], 'hold.expired by system:tick', 'and the log says that it expired');
select is(tests.claims('dan'), 1::bigint, 'a live one stays');

select tests.freeze(tests.at('2027-01-04 09:59'));
select is(api.tick() ->> 'bookings_expired', '0', 'a request waits two hours for approval');
select tests.freeze(tests.at('2027-01-04 10:00'));
select is(api.tick() ->> 'bookings_expired', '1', 'then it expires');
select is(
  tests.as_owner(format('select status || '' by '' || cancelled_by from app.bookings where booking_id = %L', :'pending')), 'cancelled by system',
  'it is cancelled, by nobody'
);
select is((tests.audited(:'pending'))[2], 'booking.expired by system:tick', 'and the log says so');
select is(tests.as_owner($$ select count(*) from app.outbox_events where topic = 'booking.expired' $$), '2', 'both will be told');
select is(tests.claims(), 0::bigint, 'its time is free');
select tests.everything() as before \gset
select is(api.tick() - 'keys_purged', '{"holds_expired": 0, "bookings_expired": 0, "reminders_queued": 0}', 'a second tick finds nothing to do');
select is(tests.everything(), :'before', 'and writes nothing');

select tests.freeze(tests.at('2027-01-05 08:01'));
select is(api.tick() ->> 'keys_purged', '1', 'idempotency keys are forgotten after 24 hours');
select is(tests.as_owner('select count(*) from app.holds'), '0', 'and the stubs of holds after a day');

-- Several practitioners' requests: one practitioner at each tick, until none is left.
select tests.act_as('owner');
insert into app.practitioner_services (practitioner_id, service_id, organization_id) values (tests.id('dan'), tests.id('approval'), tests.id('river'));
select tests.act_as('anon');
select tests.book('approval', '2027-01-07 10:00', 'a@example.com');
select tests.book('approval', '2027-01-07 11:00', 'b@example.com');
select tests.book('approval', '2027-01-07 10:00', 'c@example.com', 'dan');
select tests.act_as('service');
select tests.freeze(tests.at('2027-01-06 10:00'));
select is(
  (api.tick() ->> 'bookings_expired')::integer + (api.tick() ->> 'bookings_expired')::integer, 3, 'two ticks expire the requests of two practitioners'
);

select tests.act_as('cleo');
select tests.forbids('select api.tick()', 'an admin is not the clock');
select tests.act_as('anon');
select tests.forbids('select api.tick()', 'nor is anon');
