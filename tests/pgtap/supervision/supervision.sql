-- req: TS-5 CP-12.1 CP-12.7
-- dan looks over ada's shoulder: he reads, and changes nothing.
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking \gset
select tests.act_as('dan');
select is_empty('select * from api.bookings', 'before, dan sees nothing of ada''s');
select tests.refuses(
  format('select api.begin_supervision(%L, %L)', tests.id('dan.member'), tests.id('ada')), 'not_allowed', 'nor may he make himself her supervisor'
);
select tests.act_as('hal');
select tests.refuses(
  format('select api.begin_supervision(%L, %L)', tests.id('hal.member'), tests.id('ada')), 'not_found', 'for another practice''s admin she does not exist'
);
select tests.act_as('cleo');
select tests.refuses(
  format('select api.begin_supervision(%L, %L)', tests.id('ada.member'), tests.id('ada')), 'invalid_argument', 'nobody supervises themselves'
);
select tests.refuses(
  format('select api.begin_supervision(%L, %L)', tests.id('eve.member'), tests.id('ada')), 'not_found', 'a stranger supervises nobody'
);
select api.begin_supervision(tests.id('dan.member'), tests.id('ada')) ->> 'supervision_id' as supervision \gset
select is(
  api.begin_supervision(tests.id('dan.member'), tests.id('ada')) ->> 'supervision_id', :'supervision', 'asked twice, it is the same supervision'
);

select tests.act_as('dan');
select is((select array_agg(booking_id) from api.bookings), array[:'booking'::uuid], 'then dan sees her bookings');
select is((select array_agg(client_id) from api.clients), array[tests.id('ben')], 'and her clients');
select isnt_empty(format('select * from api.booking_history(%L)', :'booking'), 'what happened to a booking');
select is((select count(*) from api.supervisions), 1::bigint, 'and that he supervises');
select is(private.supervised_practitioner_ids(false), array[tests.id('ada')], 'she is whom he supervises');
select is(private.supervised_practitioner_ids(true), '{}'::uuid[], 'but not for her notes');
select tests.refuses(format('select api.cancel_booking(%L)', :'booking'), 'not_allowed', 'dan cancels nothing of hers');
select tests.refuses(format('select api.reschedule_booking(%L, %L)', :'booking', tests.at('2027-01-05 13:00')), 'not_allowed', 'and moves nothing');
select tests.refuses(format('select api.create_calendar_feed(%L)', tests.id('ada')), 'not_allowed', 'nor does he take her calendar along');
select tests.refuses(format('select api.end_supervision(%L)', :'supervision'), 'not_allowed', 'and it is not his to end');
select tests.act_as('ada');
select is((select supervisor_name from api.supervisions), 'Dan', 'ada knows who supervises her');
select tests.act_as('hal');
select is_empty('select * from api.supervisions', 'another practice knows nothing of it');

select tests.act_as('cleo');
select is(
  api.begin_supervision(tests.id('dan.member'), tests.id('ada'), true) ->> 'may_read_notes', 'true', 'cleo lets him read her notes as well'
);
select is((select count(*) filter (where ended_at is null) || ' of ' || count(*) from api.supervisions), '1 of 2', 'what was before is history');
select tests.act_as('dan');
select is(private.supervised_practitioner_ids(true), array[tests.id('ada')], 'now for her notes too');
select tests.act_as('cleo');
select api.change_role_permission(tests.id('river'), 'practitioner', 'sessions:read', false) ->> 'granted';
select tests.act_as('dan');
select is(private.supervised_practitioner_ids(false), '{}'::uuid[], 'whose role reads no bookings does not read others'' either');
select tests.act_as('cleo');
select api.change_role_permission(tests.id('river'), 'practitioner', 'sessions:read', true) ->> 'granted';
select s.supervision_id as supervision from api.supervisions as s where s.ended_at is null \gset
select isnt(api.end_supervision(:'supervision') ->> 'ended_at', null, 'cleo ends it');
select is(api.end_supervision(:'supervision') ->> 'supervision_id', :'supervision', 'twice is no error');
select tests.act_as('dan');
select is_empty('select * from api.bookings', 'and dan sees nothing any more, at once');
select is(
  tests.audited(:'supervision'),
  array['supervision.created by user:' || tests.id('cleo.user'), 'supervision.changed by user:' || tests.id('cleo.user')], 'beginning and end are in the log'
);
select tests.act_as('owner');
update app.supervisions set ended_at = null where supervision_id = :'supervision';
update app.members set suspended_at = app.now() where member_id = tests.id('dan.member');
select tests.act_as('dan');
select is(private.supervised_practitioner_ids(false), '{}'::uuid[], 'who is suspended supervises nobody');
