-- req: CP-5.7 BM-R7 BM-R8 BM-R15
-- Two practitioners, one room: a booking takes all it needs, or is not made.
select tests.freeze();
select tests.act_as('cleo');
insert into api.resources (organization_id, kind, name) values (tests.id('river'), 'room', 'Blue'), (tests.id('river'), 'projector', 'P1'), (tests.id('river'), 'projector', 'P2');
insert into api.service_needs (organization_id, service_id, kind) values (tests.id('river'), tests.id('single'), 'room');
create function pg_temp.free(p_practitioner text, p_local text, p_service text default 'single') returns boolean language sql as $$
  select exists (
    select from api.available_slots(tests.id(p_practitioner), tests.id(p_service), p_local::date, p_local::date) where starts_at = tests.at(p_local)
  );
$$;
create function pg_temp.rooms() returns text language sql as $$
  select tests.as_owner($q$
    select coalesce(string_agg(r.name || ' ' || to_char(lower(c.slot) at time zone 'America/Toronto', 'DD HH24:MI') || ' ' || c.kind, ', ' order by c.slot, r.name), 'none')
    from app.resource_claims as rc join app.resources as r using (resource_id) join app.slot_claims as c using (claim_id)
  $q$);
$$;
grant execute on function pg_temp.free(text, text, text), pg_temp.rooms() to anon, authenticated;
select tests.act_as('anon');

-- A hold takes the room, so nobody else has it.
select tests.hold('single', '2027-01-05 10:00') as held \gset
select is(pg_temp.rooms(), 'Blue 05 10:00 hold', 'the hold has the room');
select ok(not pg_temp.free('dan', '2027-01-05 10:00'), 'so a colleague is not offered that time');
select ok(not pg_temp.free('dan', '2027-01-05 11:00'), 'nor one within the buffers');
select ok(pg_temp.free('dan', '2027-01-05 13:00'), 'but one later');
select tests.refuses($$ select tests.hold('single', '2027-01-05 10:00', 'dan') $$, 'slot_taken', 'and cannot have it');
select is(
  api.request_hold(tests.id('dan'), tests.id('single'), occurrences => array[tests.at('2027-01-05 10:00')], mode => 'propose') #>> '{refused,0,detail}',
  'No room or equipment is free for this time, please choose another', 'and is told that it is the room'
);
select is(api.request_hold(tests.id('dan'), tests.id('single'), occurrences => array[tests.at('2027-01-05 10:00')], mode => 'propose') #>> '{refused,0,retry_after_seconds}', '300', 'which may be free again soon');
select is(tests.claims('dan'), 0::bigint, 'what cannot have all takes nothing');
select lives_ok($$ select tests.hold('group', '2027-01-05 14:00') $$, 'a service that needs no room needs none');

-- Confirmed, moved, cancelled: the room goes along.
select tests.confirm(:'held') as booking_id \gset
select is(pg_temp.rooms(), 'Blue 05 10:00 booking', 'the booking keeps it');
select tests.act_as('ada');
select (api.reschedule_booking(:'booking_id', tests.at('2027-01-06 10:15'))).status;
select is(pg_temp.rooms(), 'Blue 06 10:15 booking', 'moved, it is taken there');
select tests.act_as('anon');
select ok(pg_temp.free('dan', '2027-01-05 10:00'), 'and free where it was');
select tests.book('single', '2027-01-06 13:00', 'zoe@example.com', 'dan');
select tests.act_as('ada');
select tests.refuses(format('select api.reschedule_booking(%L, tests.at(%L))', :'booking_id', '2027-01-06 13:15'), 'slot_taken', 'where a colleague has it one cannot move');
select is(pg_temp.rooms(), 'Blue 06 10:15 booking, Blue 06 13:00 booking', 'and keeps the room of before');
select (api.reschedule_booking(:'booking_id', tests.at('2027-01-06 10:30'))).status;
select is(pg_temp.rooms(), 'Blue 06 10:30 booking, Blue 06 13:00 booking', 'over the own time one may');
select (api.cancel_booking(:'booking_id')).status;
select is(pg_temp.rooms(), 'Blue 06 13:00 booking', 'cancelled, it is free at once');

-- A hold of a colleague that has lapsed gives it back.
select tests.act_as('anon');
select tests.hold('single', '2027-01-07 10:00', 'dan');
select tests.freeze(tests.at('2027-01-04 08:06'));
select ok(pg_temp.free('ada', '2027-01-07 10:00'), 'a lapsed hold is no obstacle');
select lives_ok($$ select tests.hold('single', '2027-01-07 10:00') $$, 'whoever wants the room removes it');

-- A series takes the room each time, or nothing.
select tests.refuses(
  $$ select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-06 13:00'), recurrence => 'FREQ=WEEKLY;COUNT=3') $$, 'slot_taken', 'a series misses it once'
);

-- Several of a kind, and the seats of one session share.
select tests.act_as('cleo');
insert into api.service_needs (organization_id, service_id, kind, quantity) values (tests.id('river'), tests.id('group'), 'projector', 2), (tests.id('river'), tests.id('group'), 'room', 1);
select tests.act_as('anon');
select tests.book('group', '2027-01-08 10:00', email) from unnest(array['a@example.com', 'b@example.com', 'c@example.com']) as email;
select is(
  tests.as_owner($$ select count(*) || ' of ' || count(distinct resource_id) from app.resource_claims join app.slot_claims as c using (claim_id) where lower(c.slot) = tests.at('2027-01-08 10:00') $$),
  '9 of 3', 'three seats share one room and two projectors'
);
select ok(not pg_temp.free('dan', '2027-01-08 10:00'), 'nobody else has the room meanwhile');
select tests.as_owner($$ select booking_id from app.bookings where client_email = 'a@example.com' $$) as seat \gset
select tests.act_as('ada');
select (api.cancel_booking(:'seat')).status;
select tests.act_as('anon');
select ok(not pg_temp.free('dan', '2027-01-08 10:00'), 'as long as one seat is taken');
select lives_ok($$ select tests.book('group', '2027-01-08 10:00', 'd@example.com') $$, 'and a new seat joins the others');
select tests.act_as('cleo');
insert into api.service_needs (organization_id, service_id, kind, quantity) values (tests.id('river'), tests.id('approval'), 'projector', 3);
select tests.act_as('anon');
select is_empty($$ select from api.available_slots(tests.id('ada'), tests.id('approval'), '2027-01-11', '2027-01-15') $$, 'what needs more than there is, is never offered');
select tests.refuses($$ select tests.hold('approval', '2027-01-11 10:00') $$, 'slot_taken', 'nor had');
select tests.act_as('ada');
select is(
  api.explain_slot(tests.id('ada'), tests.id('approval'), tests.at('2027-01-11 10:00')) #> '{reasons,0,source}', '{"kind": "resource", "needs": "projector", "quantity": 3}', 'and why is explained'
);

-- Offered is what is granted, and nothing else.
select tests.act_as('anon');
create temp table tried (at timestamptz, offered boolean, granted boolean);
do $$
declare
  v_at timestamptz;
  v_offered boolean;
begin
  for v_at in select s from generate_series(tests.at('2027-01-06 09:00'), tests.at('2027-01-06 17:00'), '15 minutes') as s loop
    v_offered := exists (select from api.available_slots(tests.id('ada'), tests.id('single'), '2027-01-06', '2027-01-06') where starts_at = v_at);
    begin
      perform api.release_hold(api.request_hold(tests.id('ada'), tests.id('single'), v_at) ->> 'hold_key');
      insert into tried values (v_at, v_offered, true);
    exception when others then
      insert into tried values (v_at, v_offered, false);
    end;
  end loop;
end;
$$;
select is_empty('select at from tried where offered is distinct from granted', 'start by start');
select ok(count(*) filter (where offered) > 5 and count(*) filter (where not offered) > 5, 'of both there are many') from tried;

-- What is in use does not vanish; whose it is.
select tests.act_as('cleo');
select tests.refuses($$ update api.resources set archived_at = now() where name = 'Blue' $$, 'rule_in_use', 'a room with bookings is not archived');
select tests.refuses($$ update api.resources set kind = 'sauna' where name = 'Blue' $$, 'rule_in_use', 'nor made something else');
select lives_ok($$ insert into api.resources (organization_id, kind, name) values (tests.id('river'), 'room', 'Attic') $$, 'a second room');
select tests.act_as('anon');
select lives_ok($$ select tests.hold('single', '2027-01-08 10:00', 'dan') $$, 'is taken when the first is not free');
select throws_ok($$ insert into api.resources (organization_id, kind, name) values (tests.id('river'), 'room', 'X') $$, '42501', null, 'strangers add none');
select tests.act_as('owner');
select throws_ok($$
  insert into app.resource_claims (claim_id, organization_id, resource_id, practitioner_id, blocked)
  select c.claim_id, c.organization_id, r.resource_id, c.practitioner_id, tstzrange(tests.at('2027-01-08 09:00'), tests.at('2027-01-08 12:00'))
  from app.slot_claims as c cross join app.resources as r where c.practitioner_id = tests.id('dan') and lower(c.slot) = tests.at('2027-01-08 10:00') and r.name = 'Blue'
$$, '23P01', null, 'no code path goes round the constraint');
