-- req: TS-10
select tests.freeze();
select tests.act_as('anon');
select tests.hold('single', '2027-01-05 10:00') as key \gset
select api.confirm_hold(:'key', tests.client(), idempotency_key => 'confirm-it-once') as answer \gset
select tests.everything() as before \gset

select is(api.confirm_hold(:'key', tests.client(), idempotency_key => 'confirm-it-once'), :'answer'::jsonb, 'a repeated confirmation repeats its answer');
select is(tests.everything(), :'before', 'and writes nothing');
select tests.refuses(
  format($$ select api.confirm_hold(%L, tests.client('eve@example.com'), idempotency_key => 'confirm-it-once') $$, :'key'), 'idempotency_mismatch',
  'the key does not serve for other details'
);
