-- req: TS-5 TS-10
-- An admin registers an endpoint, changes it, rotates its secret, switches it off and on, and deletes it; nobody else does any of it.
select tests.freeze();
select tests.act_as('cleo');
select api.register_webhook_endpoint(
  tests.id('river'), ' https://example.com/hooks?x=1 ', array['booking.created', 'booking.cancelled', 'booking.created'], 'Our ledger', false, 'register-once'
) as answer \gset
select :'answer'::jsonb ->> 'endpoint_id' as endpoint_id, :'answer'::jsonb ->> 'secret' as secret \gset
select is(
  :'answer'::jsonb - array['endpoint_id', 'secret', 'secret_id'],
  jsonb_build_object(
    'organization_id', tests.id('river'), 'url', 'https://example.com/hooks?x=1', 'description', 'Our ledger', 'detail', false,
    'event_types', array['booking.cancelled', 'booking.created'], 'status', 'active', 'disabled_because', null
  ),
  'the admin is told what was registered'
);
select matches(:'secret'::text, '^whsec_[A-Za-z0-9+/]{43}=$', 'with a secret as Standard Webhooks wants it');
select is(
  api.register_webhook_endpoint(
    tests.id('river'), ' https://example.com/hooks?x=1 ', array['booking.created', 'booking.cancelled', 'booking.created'], 'Our ledger', false, 'register-once'
  ),
  :'answer'::jsonb, 'who lost the answer hears it again, secret included'
);
select is(
  tests.as_owner(format('select count(*) from app.idempotency_keys where answer::text like %L', '%' || :'secret' || '%')), '0', 'though it is not kept with the answer'
);
select is(
  tests.as_owner(format('select count(*) from api.audit_log where coalesce(before::text, '''') || coalesce(after::text, '''') like %L', '%whsec%')), '0',
  'nor in the audit log'
);
select results_eq(
  $$ select url, event_types, status from api.webhook_endpoints $$,
  $$ values ('https://example.com/hooks?x=1', array['booking.cancelled', 'booking.created'], 'active') $$, 'the admin sees it in the list'
);
select is_empty(
  $$ select 1 from information_schema.columns where table_schema = 'api' and table_name like 'webhook%' and column_name like '%secret%' $$,
  'no view shows a secret'
);

-- What cannot be an endpoint.
select tests.refuses(format('select api.register_webhook_endpoint(%L, %L, array[''booking.created''])', tests.id('river'), url), 'invalid_argument', said)
from (values
  ('http://example.com/', 'plain http'), ('ftp://example.com/', 'another protocol'), ('https://', 'no host'), ('https:///path', 'no host before the path'),
  ('https://user:word@example.com/', 'a password in the address'), ('https://example.com/a b', 'a blank'), ('https://exämple.com/', 'letters that DNS does not know'),
  ('https://example.com/#there', 'a fragment'), ('https://example.com:port/', 'a port in words'), ('https://[::1/', 'half an address'), (E'https://example.com/\\@evil', 'a backslash'), ('https://example.com/' || repeat('x', 2000), 'an address without end'), (null, 'none')
) as bad (url, said);
select tests.refuses(
  format('select api.register_webhook_endpoint(%L, ''https://example.com'', %L::text[])', tests.id('river'), types), 'invalid_argument', said
)
from (values
  ('{}', 'nothing chosen'), (null, 'null chosen'), ('{booking.moved}', 'an unknown kind'), ('{webhook.test}', 'a test cannot be chosen'), ('{booking.created,null}', 'null among them')
) as bad (types, said);

select is(api.register_webhook_endpoint(tests.id('river'), url, array['booking.created']) ->> 'url', url, url || ' may be registered')
from unnest(array['https://example.com', 'https://EXAMPLE.com:8443/a/b?c=d%20e', 'https://xn--exmple-cua.com/?x', 'https://[2001:db8::1]:443/']) as url;
select tests.as_owner($$ delete from app.webhook_endpoints where description = '' returning 1 $$);

-- Change.
select is(
  api.change_webhook_endpoint(:'endpoint_id', event_types => array['booking.completed'], detail => true) - 'organization_id',
  jsonb_build_object(
    'endpoint_id', :'endpoint_id'::uuid, 'url', 'https://example.com/hooks?x=1', 'description', 'Our ledger', 'detail', true,
    'event_types', array['booking.completed'], 'status', 'active', 'disabled_because', null
  ),
  'what is not given stays'
);
select tests.refuses(format('select api.change_webhook_endpoint(%L, ''http://example.com'')', :'endpoint_id'), 'invalid_argument', 'it stays https');

-- Rotate.
select api.rotate_webhook_secret(:'endpoint_id', 'rotate-once') as rotated \gset
select is(api.rotate_webhook_secret(:'endpoint_id', 'rotate-once'), :'rotated'::jsonb, 'rotating twice with one key rotates once');
select isnt(:'rotated'::jsonb ->> 'secret', :'secret'::text, 'the new secret is another');
select is((:'rotated'::jsonb ->> 'previous_valid_until')::timestamptz, app.now() + interval '1 day', 'the old one is good for a day');
select is(tests.as_owner('select count(*) from app.webhook_secrets'), '2', 'both are there');
select api.rotate_webhook_secret(:'endpoint_id') ->> 'secret' as third \gset
select is(tests.as_owner('select count(*) from app.webhook_secrets'), '2', 'who rotates again ends the oldest: never more than two');

-- Off and on.
select is(api.disable_webhook_endpoint(:'endpoint_id') ->> 'disabled_because', 'by_admin', 'switched off');
select is(api.disable_webhook_endpoint(:'endpoint_id') ->> 'status', 'disabled', 'twice is no error');
select tests.refuses(format('select api.send_test_webhook(%L)', :'endpoint_id'), 'illegal_transition', 'nothing is sent to one that is off');
select is(api.enable_webhook_endpoint(:'endpoint_id') ->> 'status', 'active', 'switched on');
select is(api.enable_webhook_endpoint(:'endpoint_id') ->> 'status', 'active', 'twice is no error');

-- A test, ten a minute.
select is(api.send_test_webhook(:'endpoint_id') ->> 'status', 'queued', 'a test is queued');
select api.send_test_webhook(:'endpoint_id') from generate_series(2, 10);
select tests.refuses(format('select api.send_test_webhook(%L)', :'endpoint_id'), 'too_many_requests', 'not without end');
select delivery_id from api.webhook_deliveries order by position limit 1 \gset
select tests.refuses(format('select api.replay_webhook_delivery(%L)', :'delivery_id'), 'illegal_transition', 'what is still tried is not replayed');

-- Everybody else.
create temp table deeds as select format(deed, :'endpoint_id') as deed from unnest(array[
  'select api.change_webhook_endpoint(%L, detail => false)', 'select api.rotate_webhook_secret(%L)', 'select api.disable_webhook_endpoint(%L)',
  'select api.enable_webhook_endpoint(%L)', 'select api.delete_webhook_endpoint(%L)', 'select api.send_test_webhook(%L)'
]) as deed
union all select format('select api.replay_webhook_delivery(%L)', :'delivery_id')
union all select format('select api.register_webhook_endpoint(%L, ''https://example.com'', array[''booking.created''])', tests.id('river'));
grant select on deeds to public;
select tests.act_as('ada');
select tests.refuses(deed, 'not_allowed', 'a practitioner: ' || deed) from deeds;
select is_empty('select 1 from api.webhook_endpoints union all select 1 from api.webhook_deliveries', 'nor does she see any');
select tests.act_as('hal');
select tests.refuses(deed, 'not_found', 'another practice''s admin: ' || deed) from deeds;
select is_empty('select 1 from api.webhook_endpoints union all select 1 from api.webhook_deliveries', 'nor does he see any');
select tests.act_as('anon');
select tests.forbids(deed, 'anon: ' || deed) from deeds;
select tests.forbids('select 1 from api.webhook_endpoints', 'anon sees none');
select tests.act_as('cleo');
select tests.forbids('select secret from app.webhook_secrets', 'no role reads secrets, not even the admin''s');
select tests.act_as('service');
select tests.forbids('select secret from app.webhook_secrets', 'nor the service role but by the verb');

-- Twenty at most.
select tests.act_as('cleo');
select api.register_webhook_endpoint(tests.id('river'), 'https://example.com/' || n, array['booking.created']) ->> 'status' from generate_series(2, 20) as n;
select tests.refuses(
  format('select api.register_webhook_endpoint(%L, ''https://example.com'', array[''booking.created''])', tests.id('river')), 'invalid_argument', 'no twenty-first'
);
-- Delete.
select is(api.delete_webhook_endpoint(:'endpoint_id', 'delete-once'), jsonb_build_object('endpoint_id', :'endpoint_id'::uuid), 'deleted');
select is(api.delete_webhook_endpoint(:'endpoint_id', 'delete-once') ->> 'endpoint_id', :'endpoint_id', 'and the answer is repeated');
select tests.refuses(format('select api.delete_webhook_endpoint(%L)', :'endpoint_id'), 'not_found', 'there is nothing to delete any more');
select is(tests.as_owner(format('select count(*) from app.webhook_secrets where endpoint_id = %L', :'endpoint_id')), '0', 'its secrets are gone');
select is(
  tests.audited(:'endpoint_id'),
  array(select 'webhook_endpoint.' || verb || ' by user:' || tests.id('cleo.user')
    from unnest(array['created', 'changed', 'rotated', 'rotated', 'disabled', 'enabled', 'deleted']) as verb),
  'the log says who did what'
);
