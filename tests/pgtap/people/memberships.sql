-- req: DR-1.3
select tests.act_as('ada');
select is(
  (select array_agg(role || ' ' || organization_id) from api.memberships), array['practitioner ' || tests.id('river')],
  'ada works at one practice, as practitioner'
);
select is((select practitioner_id from api.memberships), tests.id('ada'), 'her own profile is named');
select ok((select 'sessions:write' = any (permissions) and not 'audit:read' = any (permissions) from api.memberships), 'with what a practitioner may do, and no more');
select tests.act_as('cleo');
select ok((select 'audit:read' = any (permissions) from api.memberships where role = 'admin'), 'cleo may read the audit log');
select tests.act_as('ben');
select is((select array_agg(role || ' ' || client_id) from api.memberships), array['client ' || tests.id('ben')], 'ben is a client');
select is((select permissions from api.memberships), '{}'::text[], 'who has no permission of a member');

select tests.act_as('owner');
update app.members set suspended_at = app.now() where user_id = (select user_id from app.members where member_id = (select member_id from app.practitioners where practitioner_id = tests.id('ada')));
select tests.act_as('ada');
select is_empty('select * from api.memberships', 'who is suspended belongs nowhere');
select tests.act_as('anon');
select throws_ok('select * from api.memberships', '42501', null, 'nobody reads it without an account');
