-- req: BM-R2 BM-R7 BM-R15 CP-12.2
-- Which room a booking has: kept where it can be, shared by what belongs together, shown to those whose booking it is.
select tests.freeze();
insert into app.practitioner_services (practitioner_id, service_id, organization_id) values (tests.id('dan'), tests.id('group'), tests.id('river'));
insert into app.resources (organization_id, kind, name) values (tests.id('river'), 'room', 'Blue'), (tests.id('river'), 'room', 'Red');
insert into app.service_needs (organization_id, service_id, kind) values (tests.id('river'), tests.id('group'), 'room');
create function pg_temp.room(p_booking_id uuid) returns text language sql as $$
  select tests.as_owner(format('select string_agg(name, %L order by name) from api.booking_resources where booking_id = %L', ', ', p_booking_id));
$$;
grant execute on function pg_temp.room(uuid) to public;
select tests.act_as('anon');
select tests.book('group', '2027-01-05 10:00', 'a@example.com', 'dan') as of_dan \gset
select tests.book('group', '2027-01-05 10:00', 'b@example.com') as of_ada \gset
select is(pg_temp.room(:'of_dan') || ' and ' || pg_temp.room(:'of_ada'), 'Blue and Red', 'each has one');

-- Moved.
select tests.act_as('ada');
select starts_at from api.reschedule_booking(:'of_ada', tests.at('2027-01-05 14:00'));
select is(pg_temp.room(:'of_ada'), 'Red', 'whoever moves keeps the room, though another comes first by name');
select tests.act_as('dan');
select starts_at from api.reschedule_booking(:'of_dan', tests.at('2027-01-05 14:00'));
select is(pg_temp.room(:'of_dan'), 'Blue', 'and so does the colleague');
select tests.act_as('ada');
select api.request_hold(tests.id('ada'), tests.id('group'), tests.at('2027-01-05 15:00'), booking_id => :'of_ada') ->> 'hold_key' as move_key \gset
select is(tests.as_owner('select count(*) from app.resource_claims'), '3', 'a hold that is to move it has a room for the new time');
select api.confirm_hold(:'move_key', null) ->> 'booking_id';
select is(pg_temp.room(:'of_ada'), 'Blue', 'which becomes the booking''s');
select is(tests.as_owner('select count(*) from app.resource_claims'), '2', 'and the old one is free');

-- A double booking is where the practitioner is, and takes no room from a colleague.
select tests.act_as('dan');
select starts_at from api.reschedule_booking(:'of_dan', tests.at('2027-01-05 13:00'));
select starts_at from api.reschedule_booking(:'of_dan', tests.at('2027-01-05 15:00'));
select is(pg_temp.room(:'of_dan'), 'Red', 'where the own room is a colleague''s, another is taken');
select api.create_booking(tests.id('dan'), tests.id('group'), tests.at('2027-01-05 15:30'), tests.client('c@example.com'), overbook => true) ->> 'booking_id' as double \gset
select is(pg_temp.room(:'double'), 'Red', 'the practitioner is in one room');
select tests.act_as('cleo');
update api.service_needs set quantity = 1 where service_id = tests.id('group');
select tests.refuses(
  $$ insert into api.service_needs (organization_id, service_id, kind, quantity) values (tests.id('river'), tests.id('group'), 'lamp', 1) $$, 'rule_in_use',
  'no lamp for coming bookings: the service cannot need one from now on'
);

-- A service that needs something new: coming bookings get it, and give it back when it needs it no more.
select tests.act_as('anon');
select tests.book('single', '2027-01-06 10:00', 'd@example.com') as first \gset
select tests.book('single', '2027-01-06 10:00', 'e@example.com', 'dan') as second \gset
select tests.act_as('cleo');
insert into api.service_needs (organization_id, service_id, kind) values (tests.id('river'), tests.id('single'), 'room');
select bag_eq(
  format('select name from api.booking_resources where booking_id in (%L, %L)', :'first', :'second'), array['Blue', 'Red'], 'who booked before has a room too'
);
select tests.refuses(
  $$ update api.service_needs set quantity = 2 where service_id = tests.id('single') $$, 'rule_in_use', 'two rooms each are not to be had'
);
select matches(
  tests.detail($$ update api.service_needs set quantity = 2 where service_id = tests.id('single') $$),
  (select string_agg(b.reference || ' on 2027-01-06 10:00', ', ') from api.bookings as b where b.booking_id = :'first'), 'and those who would lack one are named'
);
select is(tests.as_owner('select count(*) from app.resource_claims'), '5', 'a refused change changes nothing');
delete from api.service_needs where service_id = tests.id('single');
select is_empty(format('select from api.booking_resources where booking_id in (%L, %L)', :'first', :'second'), 'what is no longer needed is free at once');

-- A room that was needed once does not stay behind when the booking moves.
select tests.act_as('owner');
alter table app.service_needs disable trigger _200_guard;
delete from app.service_needs where service_id = tests.id('group');
alter table app.service_needs enable trigger _200_guard;
select tests.act_as('ada');
select starts_at from api.reschedule_booking(:'of_ada', tests.at('2027-01-07 10:00'));
select is(pg_temp.room(:'of_ada'), null, 'moved: it is no longer needed, and free');

-- Who sees it.
select tests.act_as('dan');
select bag_eq('select booking_id from api.booking_resources', array[:'of_dan', :'double']::uuid[], 'a practitioner sees the rooms of the own bookings');
select is_empty('select from api.booking_resources', format('%s sees none', who)) from unnest(array['ben', 'uma', 'eve', 'hal']) as who cross join lateral tests.act_as(who);
select tests.act_as('anon');
select tests.forbids('select from api.booking_resources', 'a stranger may not ask');
