-- req: CP-12.4 DR-1.3 TS-5
-- What a role may do is the organization's to decide, and of no consequence elsewhere.
select tests.freeze();
create function pg_temp.change(p_role text, p_permission text, p_granted boolean) returns text language sql as $$
  select format('select api.change_role_permission(%L, %L, %L, %L)', tests.id('river'), p_role, p_permission, p_granted);
$$;
grant execute on function pg_temp.change(text, text, boolean) to public;

select tests.act_as('ada');
select tests.refuses(pg_temp.change('practitioner', 'audit:read', true), 'not_allowed', 'a practitioner decides nothing');
select is(
  (select row(granted, by_default, changed, fixed)::text from api.role_permissions where (role, permission) = ('practitioner', 'sessions:write')),
  '(t,t,f,f)', 'but sees what each role may do'
);
select tests.act_as('hal');
select tests.refuses(pg_temp.change('practitioner', 'audit:read', true), 'not_found', 'nor does another practice''s admin');
select tests.act_as('ben');
select tests.refuses(pg_temp.change('practitioner', 'audit:read', true), 'not_found', 'nor a client');

select tests.act_as('cleo');
select tests.refuses(pg_temp.change(role, permission, granted), 'invalid_argument', format('%s, %s, %s is refused', role, permission, granted))
from (values ('client', 'audit:read', true), ('practitioner', 'audit:write', true), ('practitioner', 'audit:read', null), (null, 'audit:read', true)) as v (role, permission, granted);
select tests.refuses(pg_temp.change('admin', permission, false), 'not_allowed', 'admins keep ' || permission)
from unnest(array['members:read', 'members:write', 'settings:write']) as permission;

-- Withdrawn.
select is(
  api.change_role_permission(tests.id('river'), 'practitioner', 'sessions:write', false) - 'organization_id',
  '{"role": "practitioner", "permission": "sessions:write", "granted": false, "by_default": true, "changed": true}', 'cleo takes booking from practitioners'
);
select is(
  (select row(granted, by_default, changed)::text from api.role_permissions where (role, permission) = ('practitioner', 'sessions:write')), '(f,t,t)', 'as everybody there sees'
);
select tests.act_as('ada');
select ok((select 'sessions:write' <> all (permissions) from api.memberships), 'ada''s pages know');
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00')),
  'not_allowed', 'and she books for nobody any more'
);
select tests.act_as('eve');
select ok((select 'sessions:write' = any (permissions) from api.memberships), 'eve, who works elsewhere, as before');

-- Granted.
select tests.act_as('ada');
select tests.refuses('select * from api.invitations', 'not_allowed', 'ada sees no invitations');
select tests.act_as('cleo');
select api.invite_member(tests.id('river'), 'fay@example.com', 'practitioner', 'Fay') ->> 'email';
select is(
  api.change_role_permission(tests.id('river'), 'practitioner', 'members:write', true) ->> 'changed', 'true', 'cleo lets practitioners invite'
);
select tests.act_as('ada');
select is((select count(*) from api.invitations), 1::bigint, 'and ada does');

-- Back to the defaults: no row is left.
select tests.act_as('cleo');
select is(
  api.change_role_permission(tests.id('river'), 'practitioner', permission, permission = 'sessions:write') ->> 'changed', 'false', permission || ' as by default'
) from unnest(array['sessions:write', 'members:write']) as permission;
select is(
  api.change_role_permission(tests.id('river'), 'practitioner', 'members:write', false) ->> 'granted', 'false', 'asked twice, it is no error'
);
select is(tests.as_owner('select count(*) from app.organization_permissions'), '0', 'nothing differs');
select is(
  tests.audited('practitioner sessions:write'),
  array['role_permission.withdrawn by user:' || tests.id('cleo.user'), 'role_permission.granted by user:' || tests.id('cleo.user')], 'every change is in the log, once'
);
select tests.forbids(statement, statement) from unnest(array[
  'insert into app.organization_permissions default values', 'update app.role_permissions set role = ''admin''', 'delete from app.permissions'
]) as statement;
