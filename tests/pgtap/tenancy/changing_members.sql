-- change_member_role, suspend_member, reactivate_member: who may do what here, decided by admins, one of whom always stays.
-- req: DR-1.3 CP-12.3
select tests.freeze();
select tests.act_as('cleo');
select is(
  api.change_member_role(tests.id('dan.member'), 'admin', 'make-him-admin'),
  jsonb_build_object('member_id', tests.id('dan.member'), 'organization_id', tests.id('river'), 'role', 'admin', 'suspended_at', null), 'cleo makes dan an admin'
);
select is(api.change_member_role(tests.id('dan.member'), 'admin', 'make-him-admin') ->> 'role', 'admin', 'twice under one key is once');
select is(api.change_member_role(tests.id('dan.member'), 'admin') ->> 'role', 'admin', 'and twice is no error');
select tests.refuses(
  format($$ select api.change_member_role(%L, 'practitioner', 'make-him-admin') $$, tests.id('dan.member')), 'idempotency_mismatch', 'the key does not serve for another'
);
select is(
  tests.audited(tests.id('dan.member')::text),
  array['member.created by service:' || session_user, 'member.changed by user:' || tests.id('cleo.user')], 'which is audited once'
);
select tests.refuses(format('select api.change_member_role(%L, %L)', tests.id('dan.member'), role), 'invalid_argument', coalesce(role, 'none') || ' is no role')
from unnest(array['owner', 'client', 'super_admin', '', null]) as role;

-- dan, an admin now, may do what cleo may: even make her a practitioner, who has a profile to complete.
select tests.act_as('dan');
select is(api.change_member_role(tests.id('cleo.member'), 'practitioner') ->> 'role', 'practitioner', 'dan makes cleo a practitioner');
select is((select published from api.practitioners where member_id = tests.id('cleo.member')), false, 'who has a profile to complete');
select tests.refuses(format($$ select api.change_member_role(%L, 'practitioner') $$, tests.id('dan.member')), 'illegal_transition', 'but not himself, the last admin');
select tests.refuses(format('select api.suspend_member(%L)', tests.id('dan.member')), 'illegal_transition', 'nor may he be suspended');
select tests.act_as('cleo');
select tests.refuses(format($$ select api.change_member_role(%L, 'admin') $$, tests.id('cleo.member')), 'not_allowed', 'cleo may no longer');
select tests.act_as('dan');
select api.change_member_role(tests.id('cleo.member'), 'admin') ->> 'role';

-- Suspended.
select tests.act_as('ada');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.act_as('cleo');
select is((api.suspend_member(tests.id('ada.member'), 'suspend-her-once') ->> 'suspended_at')::timestamptz, tests.at('2027-01-04 08:00'), 'cleo suspends ada');
select is((api.suspend_member(tests.id('ada.member'), 'suspend-her-once') ->> 'suspended_at')::timestamptz, tests.at('2027-01-04 08:00'), 'twice under one key is once');
select tests.freeze('2027-01-04 15:00+00');
select is((api.suspend_member(tests.id('ada.member')) ->> 'suspended_at')::timestamptz, tests.at('2027-01-04 08:00'), 'and twice is no error');
select is((select published from api.practitioners where practitioner_id = tests.id('ada')), false, 'clients are not offered her time');
select is(tests.status(:'booking_id'), 'confirmed', 'and her bookings stay as they are');
create function pg_temp.publishes_ada() returns text language sql as $$
  select format('update api.practitioners set published = true where practitioner_id = %L', tests.id('ada'));
$$;
grant execute on function pg_temp.publishes_ada() to public;
select tests.refuses(pg_temp.publishes_ada(), 'illegal_transition', 'nor can an admin offer it again while she is suspended');
select tests.act_as('owner');
select tests.refuses(pg_temp.publishes_ada(), 'illegal_transition', 'nor anybody');
select tests.act_as('ada');
select is((select count(*) from api.bookings), 0::bigint, 'she sees no bookings any more');
select tests.refuses('select * from api.members', 'not_allowed', 'nor who works there');
select tests.act_as('anon');
select tests.refuses($$ select tests.hold('single', '2027-01-06 10:00') $$, 'not_found', 'and nobody books with her');

-- And not.
select tests.act_as('cleo');
select is(api.reactivate_member(tests.id('ada.member'), 'reactivate-her') -> 'suspended_at', 'null', 'cleo ends it');
select is(api.reactivate_member(tests.id('ada.member'), 'reactivate-her') -> 'suspended_at', 'null', 'twice under one key is once');
select is(api.reactivate_member(tests.id('ada.member')) -> 'suspended_at', 'null', 'and twice is no error');
select is((select published from api.practitioners where practitioner_id = tests.id('ada')), false, 'the profile waits to be published again');
select lives_ok(pg_temp.publishes_ada(), 'which an admin may do now');
select tests.act_as('ada');
select is((select count(*) from api.bookings), 1::bigint, 'ada sees her bookings again');

-- An admin who is suspended does not count; one may suspend oneself while another stays.
select tests.act_as('cleo');
select is(api.suspend_member(tests.id('cleo.member')) ->> 'role', 'admin', 'cleo leaves dan to it');
select tests.refuses(format('select api.reactivate_member(%L)', tests.id('cleo.member')), 'not_found', 'and cannot come back by herself');
select tests.act_as('dan');
select tests.refuses(format('select api.suspend_member(%L)', tests.id('dan.member')), 'illegal_transition', 'a suspended admin is none');
select is(api.change_member_role(tests.id('cleo.member'), 'practitioner') ->> 'role', 'practitioner', 'one who is suspended may be made a practitioner');

-- Others.
create temp table calls as
select format(call, id) as call, call as verb, whose
from unnest(array['api.suspend_member(%L)', 'api.reactivate_member(%L)', 'api.change_member_role(%L, ''admin'')']) as call
cross join (values (tests.id('ada.member'), 'river'), (tests.id('nobody'), 'nobody'), (tests.id('eve.member'), 'hill'), (null, 'nobody')) as of (id, whose);
grant select on calls to public;
select tests.refuses('select ' || call, 'not_found', format('to dan, %s of %s is not there', verb, whose)) from calls where whose <> 'river';
select tests.act_as('ada');
select tests.refuses('select ' || call, 'not_allowed', verb || ': a practitioner does not') from calls where whose = 'river';
select tests.act_as('hal');
select tests.refuses('select ' || call, 'not_found', verb || ': to another organization''s admin she does not exist') from calls where whose = 'river';
select tests.act_as('ben');
select tests.refuses('select ' || call, 'not_found', verb || ': nor to a client') from calls where whose = 'river';
select tests.act_as('anon');
select tests.forbids('select ' || call, verb || ': anon may not ask') from calls where whose = 'river';
