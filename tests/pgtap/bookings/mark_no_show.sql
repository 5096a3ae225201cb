-- req: TS-16 BM-R16
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset
select tests.act_as('ada');
select tests.refuses(format('select api.mark_no_show(%L)', :'booking_id'), 'illegal_transition', 'what has not begun was not missed');

select tests.freeze(tests.at('2027-01-05 10:00'));
select tests.act_as('ben');
select tests.refuses(format('select api.mark_no_show(%L)', :'booking_id'), 'not_allowed', 'a client does not say so');
select tests.act_as('dan');
select tests.refuses(format('select api.mark_no_show(%L)', :'booking_id'), 'not_allowed', 'nor a colleague');
select tests.act_as('eve');
select tests.refuses(format('select api.mark_no_show(%L)', :'booking_id'), 'not_found', 'to eve it does not exist');
select tests.act_as('anon');
select tests.forbids(format('select api.mark_no_show(%L)', :'booking_id'), 'anon may not ask');

select tests.act_as('ada');
select status from api.mark_no_show(:'booking_id') \gset done_
select is(:'done_status'::text, 'no_show', 'once it has begun ada says that ben did not come');
select is((tests.audited(:'booking_id'))[2], 'booking.no_show by user:' || tests.id('ada.user'), 'the log says so');
select tests.everything() as before \gset
select is((api.mark_no_show(:'booking_id')).status, 'no_show', 'saying it twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select tests.refuses(format('select api.mark_no_show(%L)', tests.id('nobody')), 'not_found', 'an unknown booking');
select tests.refuses('select api.mark_no_show(null)', 'not_found', 'no booking');
