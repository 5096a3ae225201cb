-- req: TS-13
select tests.freeze();
select tests.act_as('anon');
select tests.hold('single', '2027-01-05 10:00') as key \gset

select tests.freeze(tests.at('2027-01-04 08:04'));
select is(
  (api.extend_hold(:'key') ->> 'expires_at')::timestamptz, tests.at('2027-01-04 08:09'), 'a hold is extended to 300 seconds from now'
);
select is(
  tests.audited(tests.as_owner('select claim_id from app.slot_claims')),
  array['hold.requested by client:anonymous', 'hold.extended by client:anonymous'], 'the log says so'
);
select lives_ok(format('select api.extend_hold(%L)', :'key'), format('extension %s of ten', n)) from generate_series(2, 10) as n;
select tests.refuses(format('select api.extend_hold(%L)', :'key'), 'too_many_requests', 'the eleventh is refused');
select tests.refuses('select api.extend_hold(null)', 'hold_expired', 'no key');
select tests.refuses($$ select api.extend_hold('nonsense') $$, 'hold_expired', 'an unknown key is answered like one that lapsed');

select tests.freeze(tests.at('2027-01-04 08:09'));
select tests.refuses(format('select api.extend_hold(%L)', :'key'), 'hold_expired', 'at its end a hold is over');

select tests.freeze();
select tests.hold('single', '2027-01-05 14:00') as other \gset
select tests.confirm(:'other');
select tests.refuses(format('select api.extend_hold(%L)', :'other'), 'hold_conflict', 'a confirmed hold is no hold any more');

-- A long hold is not shortened.
select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:00'), hold_seconds => 900) ->> 'hold_key' as long \gset
select is((api.extend_hold(:'long') ->> 'expires_at')::timestamptz, tests.at('2027-01-04 08:15'), 'extending never shortens');
