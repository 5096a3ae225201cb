select tests.freeze();
select tests.act_as('uma');
select api.create_organization('Meadow', 'meadow', 'America/Halifax', idempotency_key => 'found-it-once') as answer \gset
select is(
  :'answer'::jsonb - 'organization_id',
  '{"slug": "meadow", "name": "Meadow", "time_zone": "America/Halifax", "country": "CA", "locale": "en-CA"}', 'uma founds an organization'
);
select is(
  (select role || ' ' || email from api.members where organization_id = (:'answer'::jsonb ->> 'organization_id')::uuid), 'admin uma@example.com', 'and is its admin'
);
select is((tests.audited(:'answer'::jsonb ->> 'organization_id'))[1], 'organization.created by user:' || tests.id('uma.user'), 'the log says so');
select tests.everything() as before \gset
select is(
  api.create_organization('Meadow', 'meadow', 'America/Halifax', idempotency_key => 'found-it-once'), :'answer'::jsonb, 'asking twice under one key founds one'
);
select is(tests.everything(), :'before', 'and writes nothing');
select tests.refuses(
  $$ select api.create_organization('Other', 'other', 'America/Halifax', idempotency_key => 'found-it-once') $$, 'idempotency_mismatch',
  'the key does not serve for another'
);
select tests.refuses(format('select api.create_organization(%L, %L, %L, %L)', name, slug, zone, country), 'invalid_argument', description)
from (values
  ('Meadow', 'meadow', 'America/Halifax', 'CA', 'a short name that is taken'),
  ('Meadow', 'river', 'America/Halifax', 'CA', 'also by another''s organization'),
  ('', 'a-name', 'America/Halifax', 'CA', 'no name'),
  (null, 'a-name', 'America/Halifax', 'CA', 'a name of null'),
  (repeat('n', 201), 'a-name', 'America/Halifax', 'CA', 'a name without end'),
  ('A', 'A Name', 'America/Halifax', 'CA', 'a short name that does not fit a URL'),
  ('A', 'a', 'America/Halifax', 'CA', 'a short name of one letter'),
  ('A', null, 'America/Halifax', 'CA', 'no short name'),
  ('A', 'a-name', 'Halifax', 'CA', 'no time zone'),
  ('A', 'a-name', null, 'CA', 'a time zone of null'),
  ('A', 'a-name', 'America/Halifax', 'Canada', 'a country in words'),
  ('A', 'a-name', 'America/Halifax', null, 'no country')
) as bad (name, slug, zone, country, description);

select set_config('request.jwt.claims', jsonb_build_object('sub', tests.id('uma.user'), 'role', 'authenticated')::text, true);
select tests.refuses(
  $$ select api.create_organization('A', 'a-name', 'America/Halifax') $$, 'invalid_argument', 'an account without an e-mail address is told so'
);
select set_config('request.jwt.claims', '', true);
select tests.refuses($$ select api.create_organization('A', 'a-name', 'America/Halifax') $$, 'not_signed_in', 'nobody signed in');
select tests.act_as('anon');
select tests.forbids($$ select api.create_organization('A', 'a-name', 'America/Halifax') $$, 'anon may not ask');
