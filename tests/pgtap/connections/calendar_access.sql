-- calendar_access: where an organization requires a calendar, those without one take on nothing new.
-- req: SC-2.1
select tests.freeze();
select api.register_data_key(tests.id('river'), tests.id('nobody'), 'm1', repeat('YWFh', 20));
select tests.act_as('ben');
select tests.book('approval', '2027-01-05 15:00', 'ben@example.com') as asked \gset
select tests.act_as('ada');
select results_eq('select calendar_required, is_open, status from api.calendar_access', $$ values (false, true, 'none') $$, 'nothing is required, everything is open');
select (api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), tests.client()) ->> 'booking_id')::uuid as kept \gset
select tests.act_as('cleo');
update api.organization_settings set calendar_required = true where organization_id = tests.id('river');
select results_eq('select is_open from api.calendar_access', 'values (true)', 'an admin without a profile has no bookings that a calendar could show');
select lives_ok(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('dan'), tests.id('single'), tests.at('2027-01-05 14:00')), 'the desk goes on booking'
);

select tests.act_as('ada');
select results_eq('select is_open, status from api.calendar_access', $$ values (false, 'none') $$, 'for her the core is closed');
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), tests.at('2027-01-06 09:00')), 'not_allowed', 'she books for nobody'
);
select tests.refuses(format('select api.approve_booking(%L)', :'asked'), 'not_allowed', 'approves nothing');
select tests.refuses(format('select api.reschedule_booking(%L, %L)', :'kept', tests.at('2027-01-06 09:00')), 'not_allowed', 'moves nothing');
select tests.refuses(format('select api.create_practice_room(%L, %L)', tests.id('river'), tests.at('2027-01-07 09:00')), 'not_allowed', 'offers no practice room');
select is((select count(*) from api.bookings), 2::bigint, 'but nothing is hidden from her');
select lives_ok(format('select api.decline_booking(%L)', :'asked'), 'she declines');
select lives_ok(format('select api.cancel_booking(%L)', :'kept'), 'and cancels, for that is owed to clients');
select tests.act_as('ben');
select lives_ok('select tests.book(''single'', ''2027-01-05 13:00'', ''ben@example.com'')', 'clients book as ever');

select tests.act_as('ada');
select api.begin_calendar_connection(tests.id('river'), 'caldav', encode(sha256('s'), 'hex')) ->> 'expires_at';
select api.take_calendar_attempt(encode(sha256('s'), 'hex')) ->> 'attempt_id' as attempt \gset
select tests.act_as('service');
select api.complete_calendar_connection(:'attempt', 'ada', tests.id('nobody'), 'c2VjcmV0') ->> 'connection_id' as connection \gset
select tests.act_as('ada');
select results_eq('select is_open, status, provider from api.calendar_access', $$ values (true, 'connected', 'caldav') $$, 'connected, it is open');
select lives_ok(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00')), 'and she books again'
);
select tests.act_as('owner');
select app.connection_failed(:'connection', 'unreachable');
select tests.act_as('ada');
select results_eq('select is_open from api.calendar_access', 'values (true)', 'an outage closes nothing');
select tests.act_as('service');
select api.mark_calendar_revoked(:'connection', 'c2VjcmV0') ->> 'status';
select tests.act_as('ada');
select results_eq('select is_open, status from api.calendar_access', $$ values (false, 'revoked') $$, 'revoked, it is closed again');
