-- req: BM-R1 BM-R10 BM-S1 BM-S9 TS-1
-- Who sees which bookings.
select tests.freeze('2026-12-21 13:00+00');
select tests.act_as('anon');
-- BM-S1: three that will be past, five to come; and others'.
select tests.book('single', '2026-12-22 ' || hour) from unnest(array['09:00', '13:00', '15:00']) as hour;
select tests.book('single', '2027-01-05 ' || hour) from unnest(array['09:00', '10:30', '13:00', '14:30', '16:00']) as hour;
select tests.book('single', '2027-01-05 09:00', 'hana@example.com', 'dan') as dans \gset
select tests.book('hill.single', '2027-01-05 12:00', 'iris@example.com', 'eve') as eves \gset
select tests.act_as('ben');
select tests.book('single', '2027-01-06 09:00', 'ben@example.com') as bens \gset
select tests.freeze();

select tests.act_as('ada');
select is((select count(*) filter (where starts_at < app.now()) || ' past, ' || count(*) filter (where starts_at > app.now()) || ' upcoming' from api.bookings),
  '3 past, 6 upcoming', 'ada sees her past and her upcoming bookings');
select is((select count(*) from api.bookings), 9::bigint, 'and no others');
select is(
  (select row(service_name, client_name, practitioner_name, time_zone, starts_at, status)::text from api.bookings order by starts_at limit 1),
  row('Session', 'Gil Guest', 'Ada', 'America/Toronto', tests.at('2026-12-22 09:00'), 'confirmed')::text, 'with service, client, date and time, and status'
);
select tests.act_as('dan');
select is((select array_agg(booking_id) from api.bookings), array[:'dans'::uuid], 'dan sees his own');
select tests.act_as('cleo');
select is((select count(*) from api.bookings), 10::bigint, 'an admin sees all of the organization');
select is((select count(*) from api.bookings where organization_id <> tests.id('river')), 0::bigint, 'and nothing of another');
select tests.act_as('ben');
select is((select array_agg(booking_id) from api.bookings), array[:'bens'::uuid], 'ben sees his own');
-- BM-S9
select tests.act_as('eve');
select is((select array_agg(booking_id) from api.bookings), array[:'eves'::uuid], 'a practitioner of another organization sees none of river''s');
select is_empty(format('select 1 from api.bookings where booking_id = %L', :'dans'), 'not even when she knows the id');
select tests.act_as('hal');
select is((select count(*) from api.bookings), 1::bigint, 'nor does its admin');
select tests.act_as('uma');
select is((select count(*) from api.bookings), 0::bigint, 'whoever belongs nowhere sees none');
select tests.act_as('anon');
select tests.forbids('select * from api.bookings', 'anon may not ask');
select tests.act_as('owner');
insert into app.super_admins (user_id) values (tests.id('uma.user'));
select tests.act_as('uma');
select is((select count(*) from api.bookings), 0::bigint, 'who runs the platform sees none of them either');
select tests.act_as('owner');
update app.members set suspended_at = app.now() where member_id in (tests.id('ada.member'), tests.id('cleo.member'));
select tests.act_as('ada');
select is((select count(*) from api.bookings), 0::bigint, 'nor does a suspended practitioner');
select tests.act_as('cleo');
select is((select count(*) from api.bookings), 0::bigint, 'nor a suspended admin');

-- Nobody writes but by verbs.
select tests.forbids(format('set local role %I; %s', role, statement), format('%s: %s', role, statement))
from unnest(array['anon', 'authenticated', 'service_role']) as role
cross join unnest(array[
  'insert into app.bookings default values', 'update app.bookings set status = ''cancelled''', 'delete from app.bookings', 'truncate app.bookings',
  'insert into api.bookings (reference) values (''X'')', 'update api.bookings set status = ''cancelled''', 'delete from api.bookings',
  'delete from app.slot_claims', 'update app.slot_claims set expires_at = null', 'select * from app.slot_claims', 'select * from app.holds',
  'select * from app.booking_tokens', 'select * from app.outbox_events', 'select * from app.idempotency_keys', 'select * from app.rate_limits',
  'select token_hash from app.invitations', 'insert into app.clients default values', 'delete from app.clients'
]) as statement;
