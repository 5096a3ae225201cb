-- req: TS-10
-- The same idempotency key: the same answer, or a refusal.
select tests.freeze();
select tests.act_as('anon');

select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), idempotency_key => 'a-key-of-mine') as first \gset
select tests.everything() as before \gset
select is(
  api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), idempotency_key => 'a-key-of-mine'), :'first'::jsonb,
  'asking twice under one key gives the same hold'
);
select is(tests.everything(), :'before', 'and writes nothing');
select tests.refuses(
  format($$ select api.request_hold(%L, %L, %L, idempotency_key => 'a-key-of-mine') $$, tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00')),
  'idempotency_mismatch', 'the same key with another time is refused'
);
select tests.refuses(
  format($$ select api.request_hold(%L, %L, %L, idempotency_key => 'short') $$, tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00')),
  'invalid_argument', 'a key that anybody might choose is refused'
);
select tests.refuses(
  format($$ select api.request_hold(%L, %L, %L, idempotency_key => %L) $$, tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00'), repeat('k', 201)),
  'invalid_argument', 'a key without end is refused'
);

select tests.act_as('ben');
select tests.refuses(
  format($$ select api.request_hold(%L, %L, %L, idempotency_key => 'a-key-of-mine') $$, tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00')),
  'slot_taken', 'another caller''s key is another key: ben does not get the guest''s hold'
);

-- The mistake does not use the key up.
select tests.refuses(
  format($$ select api.request_hold(%L, %L, %L, idempotency_key => 'a-key-of-ben') $$, tests.id('ada'), tests.id('single'), tests.at('2027-01-09 10:00')),
  'outside_availability', 'a refused request'
);
select lives_ok(
  format($$ select api.request_hold(%L, %L, %L, idempotency_key => 'a-key-of-ben') $$, tests.id('ada'), tests.id('single'), tests.at('2027-01-05 13:00')),
  'leaves its key unused'
);

-- A day later the key is forgotten.
select tests.freeze(tests.at('2027-01-05 08:00'));
select tests.act_as('anon');
select isnt(
  api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), idempotency_key => 'a-key-of-mine') ->> 'hold_key',
  :'first'::jsonb ->> 'hold_key', 'after 24 hours the key is a new one'
);
