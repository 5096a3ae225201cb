-- req: BM-R9 TS-13
-- Append-only, for every role and for the owner.
select tests.freeze();
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset

select tests.act_as('owner');
select throws_ok(statement, '42501', null, format('the owner: %s', statement))
from unnest(array[
  'update app.audit_log set actor = ''user:somebody''', 'delete from app.audit_log', 'truncate app.audit_log', 'truncate app.audit_log cascade',
  'delete from app.audit_log where false'
]) as statement;
select set_config('session_replication_role', 'replica', true);
select throws_ok('delete from app.audit_log', '42501', null, 'also with triggers off for replication');
select set_config('session_replication_role', 'origin', true);

select throws_ok(format('set local role %I; %s', role, statement), '42501', null, format('%s: %s', role, statement))
from unnest(array['anon', 'authenticated', 'service_role']) as role
cross join unnest(array[
  'insert into app.audit_log (organization_id, action, entity, entity_id) values (gen_random_uuid(), ''a.b'', ''a'', ''b'')',
  'update app.audit_log set actor = ''user:somebody''', 'delete from app.audit_log', 'truncate app.audit_log'
]) as statement;
select is_empty(
  $$ select grantee, privilege_type from information_schema.role_table_grants
     where table_schema in ('app', 'api') and table_name = 'audit_log' and grantee <> 'postgres' and privilege_type <> 'SELECT' $$,
  'nobody was granted more than to read it'
);

-- Who reads it.
select tests.act_as('cleo');
select is((select count(*) from api.audit_log where entity_id = :'booking_id'), 1::bigint, 'an admin reads the log of the organization');
select is(
  (select row(actor, action, entity, at, before is null, after ->> 'status')::text from api.audit_log where entity_id = :'booking_id'),
  row('client:gil@example.com', 'booking.created', 'booking', app.now(), true, 'confirmed')::text, 'actor, action, what, when, before and after'
);
select is((select count(*) from api.audit_log where organization_id <> tests.id('river')), 0::bigint, 'and of no other');
select tests.act_as('hal');
select is((select count(*) from api.audit_log where entity_id = :'booking_id'), 0::bigint, 'another organization''s admin does not see it');
select tests.act_as('ada');
select tests.refuses('select * from api.audit_log', 'not_allowed', 'a practitioner reads none of it');
select tests.act_as('ben');
select tests.refuses('select * from api.audit_log', 'not_allowed', 'nor does a client');
select tests.act_as('anon');
select tests.forbids('select * from api.audit_log', 'anon may not ask');

-- The hold's key is a secret, and so is the token.
select tests.hold('single', '2027-01-05 14:00') as key \gset
select tests.token(:'booking_id', 'the-token-of-gil');
select is(
  tests.as_owner(format($$ select count(*) from api.audit_log as a where a::text like '%%%s%%' or a::text like '%%the-token-of-gil%%' $$, :'key')), '0',
  'no secret stands in the log'
);

-- Settings are logged too.
select tests.act_as('cleo');
update api.services set price_cents = 12000 where service_id = tests.id('single');
select ok('service.changed by user:' || tests.id('cleo.user') = any (tests.audited(tests.id('single')::text)), 'a changed price has its entry');
