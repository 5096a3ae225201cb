-- req: TS-13
select tests.freeze();
select tests.act_as('anon');
select tests.hold('single', '2027-01-05 10:00') as key \gset
select tests.as_owner('select claim_id from app.slot_claims') as claim_id \gset

select is(api.release_hold(:'key'), '{"released": true}', 'a holder gives the slot back');
select is(tests.claims(), 0::bigint, 'and nothing claims it');
select is(tests.audited(:'claim_id'), array['hold.requested by client:anonymous', 'hold.released by client:anonymous'], 'the log says so');
select lives_ok($$ select tests.hold('single', '2027-01-05 10:00') $$, 'another may hold it at once');
select is(api.release_hold(:'key'), '{"released": false}', 'releasing twice is no error');
select is(tests.claims(), 1::bigint, 'and does not touch the other''s hold');
select is(api.release_hold('nonsense'), '{"released": false}', 'an unknown key releases nothing');
select is(api.release_hold(null), '{"released": false}', 'nor does none');
select tests.refuses(format('select api.confirm_hold(%L, tests.client())', :'key'), 'hold_expired', 'a released hold cannot be confirmed');
select tests.refuses(format('select api.extend_hold(%L)', :'key'), 'hold_expired', 'nor extended');

select tests.hold('single', '2027-01-05 14:00') as kept \gset
select tests.confirm(:'kept') as booking_id \gset
select is(api.release_hold(:'kept'), '{"released": false}', 'a confirmed hold is a booking');
select is(tests.status(:'booking_id'), 'confirmed', 'and stays one');
