-- A deliberate double booking: a flag, a permission, an audit entry, and no second code path.
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00');

select tests.act_as('ada');
select api.create_booking(
  tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:20'), tests.client('hana@example.com'), overbook => true
) ->> 'booking_id' as over \gset
select ok((select overbooked from api.bookings where booking_id = :'over'), 'ada books on top of another, off the grid, and it is marked');
select is(
  tests.as_owner(format($$ select after ->> 'overbooked' from app.audit_log where entity_id = %L $$, :'over')), 'true', 'the audit entry says that it was on purpose'
);
select is(
  tests.as_owner('select count(*) from app.slot_claims where overbooked and seat is null'), '1', 'the claim stands outside the constraints, without a seat'
);
select lives_ok(
  format('select api.create_booking(%L, %L, %L, tests.client(), overbook => true)', tests.id('ada'), tests.id('single'), tests.at('2027-01-09 20:00')),
  'and outside her hours'
);
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client(), overbook => true)', tests.id('ada'), tests.id('single'), tests.at('2027-01-09 22:00') + interval '30 seconds'),
  'invalid_argument', 'but never at a broken minute'
);

select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client(), overbook => true)', tests.id('ada'), tests.id('single'), tests.at('2027-01-04 07:00')),
  'too_soon', 'nor in the past'
);

-- It takes time like any other.
select tests.act_as('anon');
select is_empty(
  $$ select starts_at from api.available_slots(tests.id('ada'), tests.id('single'), '2027-01-09', '2027-01-09') $$, 'nothing is offered on a Saturday'
);
select tests.act_as('ada');
select is(
  (api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:00'), tests.client(), overbook => true) ->> 'status'), 'confirmed',
  'also into free time'
);
select tests.act_as('anon');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:15')), 'slot_taken',
  'where nobody else is put on top of it unasked'
);
select is_empty(
  $$ select starts_at from api.available_slots(tests.id('ada'), tests.id('single'), '2027-01-06', '2027-01-06')
     where tstzrange(starts_at, ends_at) && tstzrange(tests.at('2027-01-06 10:00'), tests.at('2027-01-06 10:50')) $$,
  'and nothing is offered'
);

-- Moved to a free time it is an ordinary booking again.
select tests.act_as('ada');
select is((api.reschedule_booking(:'over', tests.at('2027-01-07 10:00'))).overbooked, false, 'moved to free time it is overbooked no more');

-- Who may.
select tests.act_as('owner');
delete from app.role_permissions where permission = 'sessions:overbook' and role = 'practitioner';
select tests.act_as('ada');
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client(), overbook => true)', tests.id('ada'), tests.id('single'), tests.at('2027-01-08 10:00')),
  'not_allowed', 'without the permission it is refused'
);
