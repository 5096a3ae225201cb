-- booking_place: where a booking takes place, told to those who see it.
-- req: BM-R10 DR-4.1
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking_id \gset
select tests.token(:'booking_id', 'bens-token');
create function pg_temp.place(p_booking_id uuid) returns text language sql as $$
  select concat_ws('|', j ->> 'kind', j ->> 'address', j ->> 'video_url') from api.booking_place(p_booking_id) as j;
$$;
grant execute on function pg_temp.place(uuid) to public;

select is(pg_temp.place(:'booking_id'), 'in_person', 'where nothing was given, nothing is said');
select tests.act_as('ada');
insert into api.places (organization_id, practitioner_id, address, video_url)
values (tests.id('river'), tests.id('ada'), '1 River Road', 'https://video.example/ada');

-- Who is told, and what.
select tests.act_as(who) || '' || is(pg_temp.place(:'booking_id'), 'in_person|1 River Road', format('%s reads the address, and no link', who))
from unnest(array['ben', 'ada', 'cleo']) as who;
select tests.act_as('ben');
select is(api.booking_place(:'booking_id'), api.booking_by_token('bens-token') -> 'place', 'as the link in the mail shows it');
select is((select count(*) from api.places), 0::bigint, 'the places themselves stay closed to him');
select tests.refuses(format('select api.booking_place(%L)', id), 'not_found', 'nothing of what is not there') from unnest(array[tests.id('nobody'), null]) as id;
select tests.act_as(who) || '' || tests.refuses(format('select api.booking_place(%L)', :'booking_id'), 'not_found', 'nothing for ' || who)
from unnest(array['eve', 'hal', 'uma']) as who;
select tests.act_as('dan');
select tests.refuses(format('select api.booking_place(%L)', :'booking_id'), 'not_allowed', 'nothing for a colleague');
select tests.act_as('anon');
select tests.forbids(format('select api.booking_place(%L)', :'booking_id'), 'anon may not ask');

-- As the service is, now.
select tests.act_as('owner');
update app.services set location_kind = 'online' where organization_id = tests.id('river');
select tests.act_as('ben');
select is(pg_temp.place(:'booking_id'), 'online|https://video.example/ada', 'online: the link, and no address');
select tests.act_as('owner');
update app.services set location_kind = 'phone' where organization_id = tests.id('river');
select tests.act_as('ben');
select is(pg_temp.place(:'booking_id'), 'phone', 'by phone: neither');
select (api.cancel_booking(:'booking_id')).status;
select is(api.booking_place(:'booking_id'), null, 'a cancelled booking takes place nowhere');
