-- req: TS-7 TS-9 TS-12 BM-R7
-- A series has its room each time: all or nothing, kept when it moves over its own times, free when it ends.
select tests.freeze();
insert into app.resources (organization_id, kind, name) values (tests.id('river'), 'room', 'Blue'), (tests.id('river'), 'room', 'Red');
insert into app.service_needs (organization_id, service_id, kind) values (tests.id('river'), tests.id('single'), 'room');
insert into app.practitioners (organization_id, slug, display_name, time_zone, published) values (tests.id('river'), 'fay', 'Fay', 'America/Toronto', true) returning practitioner_id as fay \gset
insert into app.practitioner_services (practitioner_id, service_id, organization_id) values (:'fay', tests.id('single'), tests.id('river'));
create function pg_temp.rooms(p_of text) returns text language sql as $$
  select tests.as_owner(format($q$
    select string_agg(to_char(b.starts_at at time zone 'America/Toronto', 'MM-DD HH24:MI ') || b.name, ', ' order by b.starts_at)
    from api.booking_resources as b where b.practitioner_id = %L
  $q$, tests.id(p_of)));
$$;
grant execute on function pg_temp.rooms(text) to public;

-- Both rooms are gone in the second week.
select tests.act_as('cleo');
insert into api.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local) values (tests.id('river'), :'fay', 2, '09:00', '17:00');
select api.create_booking(tests.id('dan'), tests.id('single'), tests.at('2027-01-12 10:00'), tests.client('d@example.com')) ->> 'booking_id' as of_dan \gset
select api.create_booking(:'fay', tests.id('single'), tests.at('2027-01-12 10:00'), tests.client('f@example.com')) ->> 'booking_id' as of_fay \gset
select tests.refuses(
  $$ select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), tests.client(), recurrence => 'FREQ=WEEKLY;COUNT=3') $$,
  'slot_taken', 'a week without a room refuses the series'
);
select is(pg_temp.rooms('ada'), null, 'and leaves no room taken in the other weeks');
select tests.act_as('anon');
create temp table answer as
select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), recurrence => 'FREQ=WEEKLY;COUNT=3', mode => 'available_only') as told;
select is((select jsonb_array_length(told -> 'holds') from answer), 2, 'or that week is left out');
select is(
  (select told #>> '{refused,0,detail}' from answer), 'No room or equipment is free for this time, please choose another', 'and the reason is told'
);
select ok((select jsonb_array_length(told #> '{refused,0,alternatives}') = 5 from answer), 'with times that have one');
select api.release_hold((select told ->> 'hold_key' from answer)) ->> 'released' as released;
select is(tests.as_owner('select count(*) from app.resource_claims'), '2', 'released, all its rooms are free');

-- Moved over its own times; the room goes along.
select tests.act_as('cleo');
select (api.cancel_booking(:'of_dan')).status;
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), tests.client(), recurrence => 'FREQ=WEEKLY;COUNT=3') ->> 'series_id' as series_id \gset
select matches(pg_temp.rooms('ada'), '^01-05 10:00 Blue, 01-12 10:00 \w+, 01-19 10:00 Blue$', 'each week has one');
select tests.as_owner(format('select name from api.booking_resources where booking_id = %L', :'of_fay')) as fays_room \gset
select isnt(
  (select name from api.booking_resources where practitioner_id = tests.id('ada') and starts_at = tests.at('2027-01-12 10:00')), :'fays_room', 'never the colleague''s'
);
select api.reschedule_series(:'series_id', shift => interval '7 days') is not null as moved;
select matches(pg_temp.rooms('ada'), '^01-12 10:00 \w+, 01-19 10:00 \w+, 01-26 10:00 \w+$', 'a week later, over its own times, and each has one');
select is_empty(
  $$ select 1 from app.resource_claims as a join app.resource_claims as b on a.resource_id = b.resource_id and a.practitioner_id < b.practitioner_id and a.blocked && b.blocked $$,
  'and no room has two practitioners'
) from tests.act_as('owner');
select tests.act_as('cleo');
select api.cancel_series(:'series_id') is not null as cancelled;
select is(pg_temp.rooms('ada'), null, 'cancelled, all are free');
