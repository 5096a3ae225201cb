-- Addresses, lengths of time, references, and who is calling.
select is(app.is_email(address), expected, format('“%s” is %s address', left(address, 40), case when expected then 'an' else 'no' end))
from (values
  ('gil@example.com', true), ('gil.o''hara+tag@mail.example.co.uk', true), ('g@e.ca', true),
  ('gil', false), ('gil@example', false), ('@example.com', false), ('gil@-example.com', false), ('gil@example..com', false), ('gil@exam ple.com', false),
  ('gil@example.com ', false), (E'gil@example.com\nBcc: x@y.z', false), (repeat('g', 250) || '@example.com', false),
  (repeat('g', 100) || '@' || repeat('e', 63) || '.' || repeat('c', 63), true), ('g@' || repeat('e', 64) || '.com', false), ('g@mail.' || repeat('e', 64), false)
) as a (address, expected);

select is(app.spoken(length::interval), words, format('%s is “%s”', length, words))
from (values
  ('90 minutes', '90 minutes'), ('2 hours', '2 hours'), ('24 hours', '1 day'), ('1 hour', '1 hour'), ('1 minute', '1 minute'), ('14 days', '14 days'), ('61 seconds', '2 minutes')
) as l (length, words);

select is((select count(distinct app.booking_reference(n)) from generate_series(1, 20000) as n), 20000::bigint, 'no two numbers share a reference');
select matches(app.booking_reference(1), '^[0-9A-HJKMNP-TV-Z]{7}$', 'a reference is seven signs that cannot be misread');

select tests.act_as('ada');
select tests.act_as('owner');
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.id('ada.user'))::text, true);
select is(app.actor(), 'user:' || tests.id('ada.user'), 'whoever is signed in acts by the account');
select set_config('request.jwt.claims', '', true);
select is(app.actor(), 'service:' || session_user, 'the administrator acts by name');
select app.act_as('system:tick');
select is(app.actor(), 'system:tick', 'a job says who it is');

select set_config('request.headers', '{"x-forwarded-for": "203.0.113.7, 10.0.0.1"}', true);
select app.requester() as requester \gset
select set_config('request.headers', '{"cf-connecting-ip": "203.0.113.7", "x-forwarded-for": "198.51.100.1"}', true);
select is(app.requester(), :'requester', 'the gateway''s word for the address goes before the chain');
select set_config('request.headers', '{}', true);
select is(app.requester(), null, 'no address, no requester');
