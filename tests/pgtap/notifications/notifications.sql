-- req: CP-4.2 CP-4.7 CP-11.1 CP-11.7 CP-11.4
select tests.freeze();
create function pg_temp.told(p_who text) returns text[] language sql security definer as $$
  select array_agg(n.topic || ' ' || n.recipient || case when n.changes > 1 then ' x' || n.changes else '' end order by n.created_at, n.topic, n.notification_id)
  from app.notifications as n where n.user_id = tests.id(p_who || '.user')
$$;
create function pg_temp.commit() returns text language sql as $$ set constraints all immediate; set constraints all deferred; select 'committed' $$;
grant execute on function pg_temp.told(text), pg_temp.commit() to public;

select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset
select is(pg_temp.told('ada'), array['booking.confirmed practitioner'], 'ada is told that ben has booked');
select is(pg_temp.told('ben'), array['booking.confirmed client'], 'and so is ben, who has an account');
select tests.act_as('anon');
select tests.book('single', '2027-01-05 14:00', 'gil@example.com') as of_gil \gset
select is(array_length(pg_temp.told('ada'), 1), 2, 'ada is told of a guest''s booking');
select is(
  tests.as_owner('select count(*) from app.notifications as n join app.outbox_events as e using (event_id, organization_id) where n.subject_id = e.subject_id and n.topic = e.topic'), '3',
  'each belongs to a message; the guest, who has no account, has none'
);

-- The view.
select tests.act_as('ben');
select results_eq(
  $$ select topic, recipient, booking_id, starts_at, ends_at, previous_starts_at, changes, read_at from api.notifications $$,
  format($$ values ('booking.confirmed', 'client', %L::uuid, tests.at('2027-01-05 10:00'), tests.at('2027-01-05 10:50'), null::timestamptz, 1, null::timestamptz) $$, :'booking_id'),
  'ben sees his own, with ids and times only'
);
select tests.freeze(tests.at('2027-01-04 09:00'));
select api.reschedule_booking(:'booking_id', tests.at('2027-01-05 11:00')) is not null as moved;
select is(
  (select previous_starts_at from api.notifications where topic = 'booking.rescheduled'), tests.at('2027-01-05 10:00'), 'a move says what the time was before'
);
select tests.freeze(tests.at('2027-01-04 10:00'));
select api.cancel_booking(:'booking_id', 'A private reason') is not null as cancelled;
select is(
  pg_temp.told('ada'), array['booking.confirmed practitioner', 'booking.confirmed practitioner', 'booking.rescheduled practitioner', 'booking.cancelled practitioner'],
  'ada is told of each change in turn'
);
select is(
  tests.as_owner($$ select count(*) from app.notifications as n where n::text ~* '(ben|gil|private|session|416 555)' $$), '0', 'no name, no reason and no service is in them'
);
select tests.act_as('uma');
select is_empty('select 1 from api.notifications', 'others see none of it');
select tests.act_as('cleo');
select is_empty('select 1 from api.notifications', 'an admin neither: they are each person''s own');
select tests.forbids('update api.notifications set read_at = now()', 'nobody writes through the view');
select tests.act_as('anon');
select tests.forbids('select 1 from api.notifications', 'a visitor may not even ask');

-- A suspended member is told nothing, even when an admin still books for them.
select tests.act_as('owner');
update app.members set suspended_at = app.now() where member_id = tests.id('dan.member');
select tests.act_as('cleo');
select api.create_booking(tests.id('dan'), tests.id('single'), tests.at('2027-01-06 14:00'), tests.client('gil@example.com')) ->> 'status' as status;
select is(pg_temp.told('dan'), null, 'a suspended member is told nothing');

-- A series is one notification, whatever one transaction does to it.
-- req: TS-7
select tests.act_as('ada');
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-12 10:00'), tests.client('gil@example.com'), 'FREQ=WEEKLY;COUNT=4') ->> 'series_id' as series_id \gset
select is(array_length(pg_temp.told('ada'), 1), 4, 'about a series nothing is said before all is done');
select pg_temp.commit();
select is((pg_temp.told('ada'))[5], 'series.confirmed practitioner x4', 'then it is told once, with how many bookings it speaks of');
select results_eq(
  $$ select subject_id, booking_id, starts_at from api.notifications where topic like 'series.%' $$,
  format($$ values (%L::uuid, null::uuid, tests.at('2027-01-12 10:00')) $$, :'series_id'), 'and when the first is'
);

-- A wish has its client.
select tests.act_as('ben');
select api.join_waitlist(tests.id('single'), date '2027-01-05', date '2027-01-05', tests.client('ben@example.com'), tests.id('ada')) is not null as joined;
select ok(pg_temp.told('ben') @> array['waitlist.joined client'], 'a wish is told of to the account that made it');
