-- req: DR-1.3 TS-5 BM-R10
-- The platform's support looks in when an admin lets it, for a while, and sees neither clients nor bookings.
select tests.freeze();
select tests.act_as('owner');
insert into app.super_admins (user_id) values (tests.id('uma.user'));
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') is not null;
create function pg_temp.opens(p_reason text, p_minutes integer) returns text language sql as $$
  select format('select api.open_support_access(%L, %L, %L)', tests.id('river'), p_reason, p_minutes);
$$;
grant execute on function pg_temp.opens(text, integer) to public;
create function pg_temp.seen() returns text language plpgsql as $$
begin
  return (select count(*) from api.organization_settings) || ' ' || (select count(*) from api.practitioners where not published)
    || ' ' || (select count(*) from api.bookings) || ' ' || (select count(*) from api.clients) || ' '
    || tests.told('select * from api.members') || ', ' || tests.told('select * from api.audit_log');
end;
$$;
grant execute on function pg_temp.seen() to public;
select tests.act_as('cleo');
update api.practitioners set published = false where practitioner_id = tests.id('dan');
select api.change_role_permission(tests.id('river'), 'practitioner', 'sessions:overbook', false) ->> 'changed';

select tests.refuses(pg_temp.opens('I run the place', 60), 'not_allowed', 'who does not run the platform cannot ask');
select tests.act_as('uma');
select is(pg_temp.seen(), '0 0 0 0 PT403 not_allowed, PT403 not_allowed', 'without a permission, who runs the platform sees nothing of a practice');
select is((select count(*) from api.organizations), 2::bigint, 'but that it is there');
select tests.refuses(pg_temp.opens(reason, minutes), 'invalid_argument', format('“%s” for %s minutes is refused', reason, minutes))
from (values ('', 60), (null, 60), ('Mail', 14), ('Mail', 1441), ('Mail', null)) as v (reason, minutes);
select tests.refuses(format('select api.open_support_access(%L, ''Mail'', 60)', tests.id('nobody')), 'not_found', 'of an organization that is not there');
select api.open_support_access(tests.id('river'), 'Mail is not sent', 60) ->> 'support_id' as support \gset
select is(
  tests.as_owner(format($$ select string_agg(m.email || ' ' || (e.data ->> 'minutes'), ', ') from app.outbox_events as e
    join app.members as m on m.member_id = e.subject_id where e.topic = 'support.requested' and e.data ->> 'support_id' = %L $$, :'support')),
  'cleo@example.com 60', 'every admin is told, and nobody else'
);
select tests.refuses(pg_temp.opens('Again', 60), 'illegal_transition', 'one request at a time');
select is((select status || ' ' || organization_name from api.support_access), 'requested River Therapy', 'it waits for an answer');
select is(pg_temp.seen(), '0 0 0 0 PT403 not_allowed, PT403 not_allowed', 'and shows nothing yet');
select tests.refuses(format('select api.allow_support_access(%L)', :'support'), 'not_allowed', 'nobody lets themselves in');

select tests.act_as('ada');
select is((select reason from api.support_access), 'Mail is not sent', 'everybody who works there sees who asks, and why');
select tests.refuses(format('select api.allow_support_access(%L)', :'support'), 'not_allowed', 'but a practitioner does not decide');
select tests.act_as('hal');
select is_empty('select * from api.support_access', 'another practice knows nothing of it');
select tests.refuses(format('select api.allow_support_access(%L)', :'support'), 'not_found', 'nor decides');
select tests.act_as('cleo');
select is((api.allow_support_access(:'support') ->> 'expires_at')::timestamptz, app.now() + interval '1 hour', 'an admin allows it, for as long as was asked');
select is((select allowed_by_name || ' ' || status from api.support_access), 'Cleo live', 'which is seen');

select tests.act_as('uma');
select is(pg_temp.seen(), '1 1 0 0 no refusal, PT403 not_allowed', 'now the setup is seen: settings, profiles, members; no booking, no client, no log');
select is(
  (select role || ' ' || array_to_string(permissions, ',') from api.memberships), 'super_admin insights:read,members:read,messages:read,settings:read', 'uma''s pages know'
);
select is(
  (select row(granted, changed)::text from api.role_permissions where (role, permission) = ('practitioner', 'sessions:overbook')), '(f,t)',
  'what each role may do is shown as the practice decided it'
);
select tests.refuses(format('select api.change_member_role(%L, ''admin'')', tests.id('ada.member')), 'not_found', 'nothing is changed');
select is(
  tests.told(format('insert into api.services (organization_id, name, duration_minutes) values (%L, ''Mine'', 50)', tests.id('river'))) ~ '^42501', true, 'nor added'
);
update api.organization_settings set name = 'Mine';
select is((select name from api.organization_settings), 'River Therapy', 'nor named otherwise');
select is((select count(*) from api.members where organization_id <> tests.id('river')), 0::bigint, 'another practice stays closed');
select tests.freeze(app.now() + interval '59 minutes');
select is((select count(*) from api.members), 3::bigint, 'after 59 minutes it is still open');
select tests.freeze(app.now() + interval '1 minute');
select is(pg_temp.seen(), '0 0 0 0 PT403 not_allowed, PT403 not_allowed', 'after an hour it is not, whether or not anybody noticed');
select is((select status from api.support_access), 'ended', 'the list says so');
select is_empty('select * from api.memberships', 'and so do the pages');
select tests.act_as('service');
select isnt(api.tick(), null, 'time goes on');
select is(
  tests.audited(:'support'), array[
    'support_access.requested by user:' || tests.id('uma.user'), 'support_access.allowed by user:' || tests.id('cleo.user'), 'support_access.expired by system:support'
  ], 'each step is in the practice''s log'
);

-- Ended at once, by either side, and declined.
select tests.act_as('uma');
select api.open_support_access(tests.id('river'), 'Mail again', 1440) ->> 'support_id' as support \gset
select tests.act_as('cleo');
select api.allow_support_access(:'support') ->> 'minutes';
select isnt(api.end_support_access(:'support') ->> 'ended_at', null, 'an admin ends it');
select is(api.end_support_access(:'support') ->> 'support_id', :'support', 'twice is no error');
select tests.refuses(format('select api.allow_support_access(%L)', :'support'), 'illegal_transition', 'and it does not come back');
select tests.act_as('uma');
select is(pg_temp.seen(), '0 0 0 0 PT403 not_allowed, PT403 not_allowed', 'support is out at once');
select api.open_support_access(tests.id('river'), 'Once more', 15) ->> 'support_id' as support \gset
select tests.act_as('ada');
select tests.refuses(format('select api.end_support_access(%L)', :'support'), 'not_allowed', 'a practitioner declines nothing');
select tests.act_as('uma');
select isnt(api.end_support_access(:'support') ->> 'ended_at', null, 'who asked takes it back');
select is((select count(*) from api.support_access where status = 'declined'), 1::bigint, 'as the list says');
select api.open_support_access(tests.id('hill'), 'Nobody answers', 60) ->> 'support_id' as lapsing \gset
select tests.freeze(app.now() + interval '7 days');
select tests.act_as('cleo');
select tests.refuses(format('select api.end_support_access(%L)', :'lapsing'), 'not_found', 'what another practice was asked is not cleo''s to see');
select tests.act_as('uma');
-- Who no longer runs the platform is out.
select api.open_support_access(tests.id('river'), 'Last', 60) ->> 'support_id' as support \gset
select is((tests.audited(:'lapsing'))[2], 'support_access.expired by system:support', 'what lapsed meanwhile elsewhere was ended by time, not by who asks now');
select is((tests.audited(:'support'))[1], 'support_access.requested by user:' || tests.id('uma.user'), 'who is still named for what they do');
select tests.act_as('cleo');
select api.allow_support_access(:'support') ->> 'minutes';
select tests.act_as('owner');
delete from app.super_admins where user_id = tests.id('uma.user');
select tests.act_as('uma');
select is(pg_temp.seen(), '0 0 0 0 PT403 not_allowed, PT403 not_allowed', 'nor does who no longer runs the platform');
