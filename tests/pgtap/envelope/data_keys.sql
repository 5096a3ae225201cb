-- data_key, register_data_key, data_keys_to_rewrap, rewrap_data_key: wrapped keys, for the service role alone.
select tests.freeze();
create function pg_temp.wrapped(p_text text) returns text language sql as $$ select encode(convert_to(rpad(p_text, 61, '.'), 'UTF8'), 'base64') $$;
select translate(pg_temp.wrapped('one'), E'\n', '') as one, translate(pg_temp.wrapped('two'), E'\n', '') as two, translate(pg_temp.wrapped('three'), E'\n', '') as three,
  gen_random_uuid() as first, gen_random_uuid() as second, gen_random_uuid() as third \gset

select tests.act_as('service');
select is(api.data_key(tests.id('river')), null, 'an organization begins without a key');
select api.register_data_key(tests.id('river'), :'first', '2026-11', :'one') as made \gset
select is(
  :'made'::jsonb,
  jsonb_build_object('key_id', :'first', 'organization_id', tests.id('river'), 'master_key_id', '2026-11', 'wrapped', :'one', 'retired_at', null),
  'the first that comes is the current one, kept as it was wrapped'
);
select is(api.data_key(tests.id('river')), :'made'::jsonb, 'and can be asked for');
select is(api.register_data_key(tests.id('river'), :'second', '2026-11', :'two'), :'made'::jsonb, 'whoever comes second, gets the first');
select is(api.data_key(tests.id('river'), :'second'), null, 'and theirs is not kept');
select is(api.data_key(tests.id('hill'), :'first'), null, 'a key is its organization''s');

-- A new one for what is new.
select is(api.register_data_key(tests.id('river'), :'second', '2026-11', :'two', :'first') ->> 'key_id', :'second', 'whoever says which one to replace, replaces it');
select is(api.data_key(tests.id('river')) ->> 'key_id', :'second', 'from then on it is the current one');
select is(api.data_key(tests.id('river'), :'first') ->> 'retired_at', '2027-01-04T13:00:00+00:00', 'the one before still opens what it closed');
select is(api.register_data_key(tests.id('river'), :'third', '2026-11', :'three', :'first') ->> 'key_id', :'second', 'two at the same: the first wins');
select is(api.register_data_key(tests.id('hill'), :'third', '2026-11', :'three') ->> 'key_id', :'third', 'another organization has its own');

-- The master key changes.
select is(jsonb_array_length(api.data_keys_to_rewrap('2026-11')), 0, 'nothing is to do for the key of today');
select is(jsonb_array_length(api.data_keys_to_rewrap('2027-01')), 3, 'for another all, retired ones too');
select is(jsonb_array_length(api.data_keys_to_rewrap('2027-01', null, 2)), 2, 'in portions');
select is(
  jsonb_array_length(api.data_keys_to_rewrap('2027-01', (api.data_keys_to_rewrap('2027-01', null, 2) -> 1 ->> 'key_id')::uuid)), 1, 'one after another'
);
select is(api.rewrap_data_key(:'first', '2026-11', '2027-01', :'three') ->> 'wrapped', :'three', 'a key is wrapped anew');
select is(api.rewrap_data_key(:'first', '2026-11', '2027-02', :'one') ->> 'master_key_id', '2027-01', 'two at the same work: the first has done it');
select is(jsonb_array_length(api.data_keys_to_rewrap('2027-01')), 2, 'and it is off the list');

-- What is no key.
select tests.refuses(format($$ select api.register_data_key(%L, %L, '2026-11', %L) $$, tests.id('nobody'), gen_random_uuid(), :'one'), 'not_found', 'of nobody');
select tests.refuses(format($$ select api.register_data_key(%L, %L, '2026-11', encode('short', 'base64')) $$, tests.id('river'), gen_random_uuid()), 'invalid_argument', 'what is too short is not wrapped');
select tests.refuses(format($$ select api.register_data_key(%L, %L, '2026-11', 'no base64!') $$, tests.id('river'), gen_random_uuid()), 'invalid_argument', 'nor is what is no base64');
select tests.refuses(format($$ select api.register_data_key(%L, %L, 'A B', %L) $$, tests.id('river'), gen_random_uuid(), :'one'), 'invalid_argument', 'a master key has a plain id');
select tests.refuses(format($$ select api.register_data_key(%L, null, '2026-11', %L) $$, tests.id('river'), :'one'), 'invalid_argument', 'a data key has an id');
select tests.refuses(format($$ select api.rewrap_data_key(%L, 'a', 'b', %L) $$, tests.id('nobody'), :'one'), 'not_found', 'one can rewrap what there is');
select tests.refuses(format($$ select api.rewrap_data_key(%L, 'a', 'B B', %L) $$, :'first', :'one'), 'invalid_argument', 'under a plain id');

-- Nobody else, and no bytes in the log.
select tests.forbids(format($$ set local role %I; select api.data_key(%L) $$, role, tests.id('river')), format('%s may not', role)) from unnest(array['anon', 'authenticated']) as role;
select throws_ok('select * from app.data_keys', '42501', null, 'nor does anybody read the table, the service role included');
select tests.act_as('owner');
select is(
  (select array_agg(action order by entry_id) from app.audit_log where entity = 'data_key' and organization_id = tests.id('river')),
  array['data_key.created', 'data_key.retired', 'data_key.created', 'data_key.rewrapped'], 'the log says what happened'
);
select is_empty(
  format($$ select 1 from api.audit_log as a where a::text like any (array['%%%s%%', '%%%s%%', '%%%s%%']) $$, left(:'one', 40), left(:'two', 40), left(:'three', 40)), 'and has no key in it'
);
