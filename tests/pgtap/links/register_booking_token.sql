-- req: BM-Q1
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset

select tests.act_as('service');
select is(api.register_booking_token(:'booking_id', encode(sha256('t1'), 'hex'), '2027-03-01'), '{}', 'the worker registers a token''s hash');
select is(
  tests.as_owner('select encode(token_hash, ''hex'') from app.booking_tokens'), encode(sha256('t1'), 'hex'), 'the database keeps the hash and nothing else of it'
);
select is((tests.audited(:'booking_id'))[2], 'booking.link_issued by service:edge', 'the log says so');
select tests.everything() as before \gset
select is(api.register_booking_token(:'booking_id', encode(sha256('t1'), 'hex'), '2027-03-01'), '{}', 'registering twice is no error');
select is(tests.everything(), :'before', 'and writes nothing');
select is(api.register_booking_token(:'booking_id', encode(sha256('t2'), 'hex'), '2027-03-01'), '{}', 'a second mail has a token of its own');

select tests.refuses(format('select api.register_booking_token(%L, %L, %L)', booking_id, hash, expires_at), word, description)
from (values
  (tests.id('nobody'), encode(sha256('t3'), 'hex'), '2027-03-01', 'not_found', 'an unknown booking'),
  (null, encode(sha256('t3'), 'hex'), '2027-03-01', 'not_found', 'no booking'),
  (:'booking_id', 'the token itself', '2027-03-01', 'invalid_argument', 'a token in the place of its hash'),
  (:'booking_id', upper(encode(sha256('t3'), 'hex')), '2027-03-01', 'invalid_argument', 'a hash in capitals'),
  (:'booking_id', null, '2027-03-01', 'invalid_argument', 'no hash'),
  (:'booking_id', encode(sha256('t3'), 'hex'), '2027-01-04 13:00+00', 'invalid_argument', 'a token that has ended already'),
  (:'booking_id', encode(sha256('t3'), 'hex'), null, 'invalid_argument', 'a token without end')
) as bad (booking_id, hash, expires_at, word, description);

select tests.act_as('anon');
select tests.book('single', '2027-01-05 14:00', 'hana@example.com') as other \gset
select tests.act_as('service');
select tests.refuses(
  format($$ select api.register_booking_token(%L, encode(sha256('t1'), 'hex'), '2027-03-01') $$, :'other'), 'not_found', 'one token never opens two bookings'
);
select tests.forbids(format($$ set local role %I; select api.register_booking_token(%L, 'x', now()) $$, role, :'booking_id'), format('%s may not register tokens', role))
from unnest(array['anon', 'authenticated']) as role;
