-- req: DR-4.2 BM-R16
select tests.freeze();
select tests.act_as('ben');
select tests.book('approval', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset
select tests.refuses(format('select api.decline_booking(%L)', :'booking_id'), 'not_allowed', 'ben does not decline, he cancels');
select tests.act_as('dan');
select tests.refuses(format('select api.decline_booking(%L)', :'booking_id'), 'not_allowed', 'a colleague does not decline for ada');
select tests.act_as('eve');
select tests.refuses(format('select api.decline_booking(%L)', :'booking_id'), 'not_found', 'to eve it does not exist');
select tests.act_as('anon');
select tests.forbids(format('select api.decline_booking(%L)', :'booking_id'), 'anon may not ask');

select tests.act_as('ada');
select tests.refuses(format('select api.decline_booking(%L, %L)', :'booking_id', repeat('x', 10240)), 'invalid_argument', 'a reason of 10 kB');
select status, cancel_reason, cancelled_by from api.decline_booking(:'booking_id', 'fully booked') \gset done_
select is(:'done_status' || ' by ' || :'done_cancelled_by' || ': ' || :'done_cancel_reason', 'cancelled by practitioner: fully booked', 'ada declines with a reason');
select is(tests.claims(), 0::bigint, 'the time is free at once');
select is((tests.audited(:'booking_id'))[2], 'booking.declined by user:' || tests.id('ada.user'), 'the log says so');
select is(tests.as_owner($$ select count(*) from app.outbox_events where topic = 'booking.declined' $$), '2', 'both will be told');
select tests.everything() as before \gset
select is((api.decline_booking(:'booking_id', 'again')).cancel_reason, 'fully booked', 'declining twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select tests.refuses(format('select api.decline_booking(%L)', tests.id('nobody')), 'not_found', 'an unknown booking');
