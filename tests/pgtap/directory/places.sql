-- places: where sessions take place, and to whom it is told.
select tests.freeze();
create function pg_temp.place(p_practitioner text, p_service text) returns text language sql as $$
  select concat_ws('|', j ->> 'kind', j ->> 'address', j ->> 'video_url')
  from app.place_of(tests.id(p_practitioner), tests.id(p_service), tests.id('river')) as j;
$$;
select is(pg_temp.place('ada', 'single'), 'in_person', 'where nothing was given, nothing is said');

select tests.act_as('ada');
insert into api.places (organization_id, practitioner_id, address, video_url)
values (tests.id('river'), tests.id('ada'), '1 River Road', 'https://video.example/ada');
insert into api.places (organization_id, practitioner_id, service_id, address) values (tests.id('river'), tests.id('ada'), tests.id('group'), 'The town hall');
select tests.act_as('owner');
select is(pg_temp.place('ada', 'single'), 'in_person|1 River Road', 'in person: the address, and no link');
select is(pg_temp.place('ada', 'group'), 'in_person|The town hall', 'a service may have a place of its own');
select is(pg_temp.place('dan', 'single'), 'in_person', 'a colleague''s is another');
update app.services set location_kind = 'online' where organization_id = tests.id('river');
select is(pg_temp.place('ada', 'single'), 'online|https://video.example/ada', 'online: the link, and no address');
select is(pg_temp.place('ada', 'group'), 'online|https://video.example/ada', 'a service''s own place lacks a link: the practitioner''s is taken');
update app.services set location_kind = 'phone' where organization_id = tests.id('river');
select is(pg_temp.place('ada', 'single'), 'phone', 'by phone: neither');

select tests.act_as('ada');
select throws_ok(
  format($$ insert into api.places (organization_id, practitioner_id, address) values (%L, %L, 'Twice') $$, tests.id('river'), tests.id('ada')), '23505', null,
  'one place for all sessions, not two'
);
select throws_ok(
  format($$ insert into api.places (organization_id, practitioner_id, service_id, address) values (%L, %L, %L, 'X') $$, tests.id('river'), tests.id('ada'), tests.id('hill.single')),
  '23503', null, 'and none for a service that she does not offer'
);
select throws_ok(
  format($$ update api.places set video_url = %L where practitioner_id = %L $$, url, tests.id('ada')), '23514', null, format('%s is no link that a mail may carry', url)
)
from unnest(array['http://video.example/ada', 'javascript:alert(1)', 'https://', 'https://video.example/a b', 'https://video.example/"><b>', E'https://video.example/\nX:1']) as url;
select throws_ok(
  format($$ update api.places set address = %L where practitioner_id = %L $$, address, tests.id('ada')), '23514', null, 'an address is one line that says something'
)
from unnest(array['  ', E'1 River Road\nHalifax', repeat('x', 301)]) as address;
select throws_ok(
  format($$ update api.places set address = null, video_url = null where practitioner_id = %L $$, tests.id('ada')), '23514', null, 'a place says something'
);
delete from api.places where service_id = tests.id('group');
select results_eq('select count(*)::integer from api.places', array[1], 'whoever no longer needs a place deletes it');

-- A client is told with the booking, and by its link as long as it takes place.
select tests.act_as('owner');
update app.services set location_kind = 'in_person' where organization_id = tests.id('river');
select tests.act_as('ben');
create temp table booked as select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as booking_id;
select tests.act_as('owner');
select results_eq(
  $$ select app.event_payload(e) -> 'place' ->> 'address' from app.outbox_events as e $$, array['1 River Road', '1 River Road'], 'both parties'' messages say where'
);
select is(app.booking_for_client(b) -> 'place' ->> 'address', '1 River Road', 'and so does the client''s page') from app.bookings as b;
update app.places set address = '2 River Road';
select is(app.booking_for_client(b) -> 'place' ->> 'address', '2 River Road', 'a corrected address counts at once') from app.bookings as b;
select ok(app.booking_for_client(jsonb_populate_record(b, '{"status": "cancelled"}')) -> 'place' is null, 'of a cancelled one only that it is') from app.bookings as b;
select results_eq(
  $$ select action from app.audit_log where entity = 'place' order by entry_id $$, array['place.created', 'place.created', 'place.deleted', 'place.changed'], 'every change of a place is audited'
);
