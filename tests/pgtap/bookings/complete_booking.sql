-- req: TS-16 CP-14.5 BM-R16
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset
select tests.act_as('ada');
select tests.refuses(format('select api.complete_booking(%L)', :'booking_id'), 'illegal_transition', 'what has not begun was not attended');

select tests.freeze(tests.at('2027-01-05 10:00'));
select tests.act_as('ben');
select tests.refuses(format('select api.complete_booking(%L)', :'booking_id'), 'not_allowed', 'a client does not say so');
select tests.act_as('dan');
select tests.refuses(format('select api.complete_booking(%L)', :'booking_id'), 'not_allowed', 'nor a colleague');
select tests.act_as('eve');
select tests.refuses(format('select api.complete_booking(%L)', :'booking_id'), 'not_found', 'to eve it does not exist');
select tests.act_as('anon');
select tests.forbids(format('select api.complete_booking(%L)', :'booking_id'), 'anon may not ask');

select tests.act_as('ada');
select status, completed_at from api.complete_booking(:'booking_id') \gset done_
select is(:'done_status'::text, 'completed', 'once it has begun ada says that ben came');
select is(:'done_completed_at'::timestamptz, tests.at('2027-01-05 10:00'), 'and when she said so is kept');
select is((tests.audited(:'booking_id'))[2], 'booking.completed by user:' || tests.id('ada.user'), 'the log says so');
select tests.everything() as before \gset
select is((api.complete_booking(:'booking_id')).status, 'completed', 'saying it twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select tests.refuses(format('select api.complete_booking(%L)', tests.id('nobody')), 'not_found', 'an unknown booking');
select tests.refuses('select api.complete_booking(null)', 'not_found', 'no booking');
