-- req: CP-3.5 CP-5.1 DR-3.2
select tests.freeze();
create function pg_temp.why(p_local text, p_service text default 'single') returns text language sql as $$
  select coalesce(string_agg((r ->> 'reason') || ' by ' || (r #>> '{source,kind}'), ', ' order by n), 'available')
  from jsonb_array_elements(api.explain_slot(tests.id('ada'), tests.id(p_service), tests.at(p_local)) -> 'reasons') with ordinality as l (r, n);
$$;
grant execute on function pg_temp.why(text, text) to authenticated;
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00') as booking_id \gset
select tests.hold('single', '2027-01-05 13:00');
select tests.book('group', '2027-01-07 09:00', email) from unnest(array['a@example.com', 'b@example.com', 'c@example.com']) as email;
select tests.book('limited', '2027-01-06 09:00', 'd@example.com'), tests.book('limited', '2027-01-06 11:00', 'e@example.com');
select tests.act_as('ada');
insert into api.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at, reason)
values (tests.id('river'), tests.id('ada'), 'time_off', tests.at('2027-01-08 09:00'), tests.at('2027-01-08 12:00'), 'Dentist');

-- Each reason, with its source.
select is(pg_temp.why('2027-01-05 15:00'), 'available', 'a time that is free');
select is(api.explain_slot(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 15:00')), '{"available": true, "reasons": []}', 'is said to be so');
select is(pg_temp.why('2027-01-05 10:00'), 'slot_taken by booking', 'a booking');
select is(pg_temp.why('2027-01-05 11:00'), 'slot_taken by booking', 'or its buffer');
select is(pg_temp.why('2027-01-05 13:15'), 'slot_taken by hold', 'somebody is just booking it');
select is(pg_temp.why('2027-01-05 07:00'), 'outside_availability by availability_rules', 'too early');
select is(pg_temp.why('2027-01-09 10:00'), 'outside_availability by availability_rules', 'a Saturday');
select is(pg_temp.why('2027-01-05 15:07'), 'outside_availability by service', 'not a start that is offered');
select is(pg_temp.why('2027-01-08 10:00'), 'outside_availability by availability_exception', 'time off');
select is(pg_temp.why('2027-01-04 07:00'), 'too_soon by service, outside_availability by availability_rules', 'every reason counts, in order');
select is(pg_temp.why('2027-01-06 13:00', 'limited'), 'outside_availability by service', 'the limit of the day');
select is(pg_temp.why('2027-01-05 09:00', 'limited'), 'available', 'on another day there is room');
select is(pg_temp.why('2027-01-04 10:00', 'limited'), 'too_soon by service', 'notice');
select is(pg_temp.why('2027-02-03 10:00', 'limited'), 'too_far by service', 'the booking window');
select is(pg_temp.why('2027-01-07 09:00', 'group'), 'slot_full by service', 'every seat is taken');
select is(pg_temp.why('2027-01-07 09:30'), 'slot_taken by booking, slot_taken by booking, slot_taken by booking', 'and each of them is in the way of others');
select matches(
  api.explain_slot(tests.id('ada'), tests.id('single'), tests.at('2027-01-08 10:00')) #>> '{reasons,0,detail}', '^Time off from 2027-01-08 09:00 to 2027-01-08 12:00: Dentist\.$',
  'a sentence for people'
);
select is(
  api.explain_slot(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00')) #>> '{reasons,0,source,booking_id}', :'booking_id', 'the practitioner is told which booking'
);

-- As far as the caller may see it.
select tests.act_as('dan');
select is(
  api.explain_slot(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00')) #> '{reasons,0,source}', '{"kind": "booking"}', 'a colleague is told that there is one'
);
select doesnt_match(
  api.explain_slot(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00')) #>> '{reasons,0,detail}', (tests.as_owner('select reference from app.bookings order by created_at limit 1')), 'and not which'
);
select tests.act_as('owner');
update app.practitioners set published = false, accepting_clients = false where practitioner_id = tests.id('ada');
select tests.act_as('cleo');
select is(pg_temp.why('2027-01-05 15:00'), 'not_found by practitioner, not_accepting_clients by practitioner', 'what the profile says comes first');
select tests.act_as('owner');
update app.practitioners set published = true, accepting_clients = true where practitioner_id = tests.id('ada');

-- It agrees with what the public is offered, start by start.
create temp table starts as select s as at from generate_series(tests.at('2027-01-04 00:00'), tests.at('2027-01-09 00:00'), '15 minutes') as s;
grant select on starts to anon, authenticated;
create temp table offered (service text, at timestamptz);
grant insert, select on offered to anon, authenticated;
select tests.act_as('anon');
insert into offered
select service, a.starts_at from unnest(array['single', 'group', 'limited']) as service
cross join lateral api.available_slots(tests.id('ada'), tests.id(service), '2027-01-04', '2027-01-09') as a;
select tests.act_as('ada');
select is_empty($$
  select k.service, s.at from starts as s cross join unnest(array['single', 'group', 'limited']) as k (service)
  where (api.explain_slot(tests.id('ada'), tests.id(k.service), s.at) ->> 'available')::boolean
    is distinct from exists (select from offered as o where (o.service, o.at) = (k.service, s.at))
$$, 'explained as available is just what the public is offered');

-- Not for others, and bad input.
select tests.refuses(format('select api.explain_slot(%L, %L, null)', tests.id('ada'), tests.id('single')), 'invalid_argument', 'no time at all');
select tests.act_as('eve');
select tests.refuses(format('select api.explain_slot(%L, %L, now())', tests.id('ada'), tests.id('single')), 'not_found', 'another tenant');
select tests.act_as('ben');
select tests.refuses(format('select api.explain_slot(%L, %L, now())', tests.id('ada'), tests.id('single')), 'not_found', 'a client');
select tests.act_as('anon');
select tests.forbids(format('select api.explain_slot(%L, %L, now())', tests.id('ada'), tests.id('single')), 'nobody');
