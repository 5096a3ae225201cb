-- req: TS-10
select tests.freeze();
select tests.act_as('anon');
select tests.refuses(
  format('select api.join_waitlist(%L, %L, %L, %L, %L, %L, %L, %L)', tests.id('single'), f, t, tests.client(), tests.id('ada'), w, a, u), 'invalid_argument', d
)
from (values
  ('2027-01-06', '2027-01-05', null::integer[], null::time, null::time, 'days in the wrong order'),
  ('2026-01-05', '2026-01-06', null, null, null, 'days that are past'),
  ('2027-01-05', '2030-01-06', null, null, null, 'days too far'),
  ('2027-01-05', '2027-01-06', '{}', null, null, 'no weekday'),
  ('2027-01-05', '2027-01-06', '{8}', null, null, 'an eighth weekday'),
  ('2027-01-05', '2027-01-06', null, '11:00', '10:00', 'hours in the wrong order')
) as bad (f, t, w, a, u, d);
select tests.refuses(
  format('select api.join_waitlist(%L, %L, %L, %L, %L)', tests.id('single'), '2027-01-05', '2027-01-06', tests.client() - 'consent', tests.id('ada')),
  'consent_required', 'a wish needs consent: a booking may come of it'
);
select tests.refuses(
  format('select api.join_waitlist(%L, %L, %L, %L, %L)', tests.id('hill.single'), '2027-01-05', '2027-01-06', tests.client(), tests.id('ada')),
  'not_found', 'another tenant''s service'
);

select api.join_waitlist(tests.id('single'), '2027-01-05', '2027-01-06', tests.client(), tests.id('ada'), idempotency_key => 'wish-number-1') ->> 'entry_id' as entry_id \gset
select is(
  api.join_waitlist(tests.id('single'), '2027-01-05', '2027-01-06', tests.client(), tests.id('ada'), idempotency_key => 'wish-number-1') ->> 'entry_id',
  :'entry_id', 'the same key makes one wish'
);
select is(tests.as_owner('select topic from app.outbox_events where subject_id = ' || quote_literal(:'entry_id')), 'waitlist.joined', 'the client has a mail with the link to withdraw it');
select lives_ok(format('select api.join_waitlist(%L, %L, %L, %L)', tests.id('single'), '2027-01-05', '2027-01-06', tests.client()), 'whoever is free')
from generate_series(2, 5);
select tests.refuses(
  format('select api.join_waitlist(%L, %L, %L, %L)', tests.id('single'), '2027-01-05', '2027-01-06', tests.client()), 'too_many_requests', 'the sixth open wish of one address'
);
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.9"}', true);
select lives_ok(format('select api.join_waitlist(%L, %L, %L, %L)', tests.id('single'), '2027-01-05', '2027-01-06', tests.client('g' || n || '@example.com')), 'a wish of one place')
from generate_series(1, 20) as n;
select tests.refuses(
  format('select api.join_waitlist(%L, %L, %L, %L)', tests.id('single'), '2027-01-05', '2027-01-06', tests.client('g21@example.com')), 'too_many_requests',
  'nobody floods the list under many addresses'
);
select tests.act_as('ben');
select api.join_waitlist(tests.id('single'), '2027-01-05', '2027-01-06', tests.client('ben@example.com'), tests.id('ada')) ->> 'entry_id' as bens \gset
select is((select array_agg(entry_id::text) from api.waitlist), array[:'bens'], 'ben, signed in, sees his own wish and no other');
select is(api.leave_waitlist(:'bens') ->> 'status', 'left', 'and withdraws it');
select tests.refuses(format('select api.leave_waitlist(%L)', :'entry_id'), 'not_found', 'but nobody else''s');

-- A wish that ends by itself says so; one that was withdrawn does not.
select tests.freeze(tests.at('2027-01-09 08:00'));
select tests.act_as('service');
select api.tick() as ticked \gset
select is(
  tests.as_owner(format($$ select topic || ' ' || (data ->> 'because') from app.outbox_events where subject_id = %L and topic <> 'waitlist.joined' $$, :'entry_id')),
  'waitlist.ended past', 'who waited in vain is told that the days are past'
);
select is(tests.as_owner(format($$ select count(*)::text from app.outbox_events where subject_id = %L and topic = 'waitlist.ended' $$, :'bens')), '0', 'ben, who withdrew, is not');
select tests.act_as('owner');
delete from app.outbox_events where topic <> 'waitlist.ended';
select tests.act_as('service');
select payload from api.claim_events('w', 500) where topic = 'waitlist.ended' limit 1 \gset
select is(:'payload'::jsonb ->> 'token_expires_at', null, 'there is nothing to open any more');
