-- Open pages hear that free times have changed: once for each transaction and practitioner, and of nothing that others cannot see.
select tests.freeze();

create function pg_temp.told() returns text[] language plpgsql security definer as $$
declare
  v_told text[];
begin
  set constraints all immediate;
  select array_agg(
    (select i.name from tests.ids as i where m.topic = 'practitioner:' || i.id || ':slots' and m.payload ->> 'practitioner_id' = i.id::text)
    || ' ' || m.event || ' ' || coalesce(m.payload ->> 'days', 'any')
    || case when m.payload - array['practitioner_id', 'days', 'id'] = '{}' and m.private then '' else ' and more' end
    order by m.position
  ) into v_told
  from realtime.messages as m
  -- Beside what people are told in their own topics.
  where m.topic not like 'user:%';
  delete from realtime.messages;
  set constraints all deferred;
  return coalesce(v_told, '{}');
end;
$$;
grant execute on function pg_temp.told() to public;
set constraints all immediate;
set constraints all deferred;
delete from realtime.messages;

-- req: CP-15.2 CP-15.3
select tests.act_as('anon');
select tests.hold('single', '2027-01-05 10:00') as hold_key \gset
select is(pg_temp.told(), array['ada slots_changed ["2027-01-05"]'], 'a time that is taken is told, by its day and nothing else');
select tests.confirm(:'hold_key') as booking_id \gset
select is(pg_temp.told(), '{}', 'that it becomes a booking is nobody''s business');
select tests.refuses($$ select tests.hold('single', '2027-01-05 10:00') $$, 'slot_taken', 'another wants it');
select is(pg_temp.told(), '{}', 'who gets nothing changes nothing');

-- req: CP-15.4
select tests.act_as('ada');
select lives_ok(format($$ select api.cancel_booking(%L) $$, :'booking_id'), 'it is cancelled');
select is(pg_temp.told(), array['ada slots_changed ["2027-01-05"]'], 'a time that comes free is told');
select tests.act_as('anon');
select tests.hold('single', '2027-01-05 11:00') as hold_key \gset
select is(pg_temp.told(), array['ada slots_changed ["2027-01-05"]'], 'another is taken');
select lives_ok(format($$ select api.release_hold(%L) $$, :'hold_key'), 'and given back');
select is(pg_temp.told(), array['ada slots_changed ["2027-01-05"]'], 'a hold that is given back is told');
select tests.hold('single', '2027-01-05 11:00') as hold_key \gset
select is(cardinality(pg_temp.told()), 1, 'and once more');
select tests.act_as('owner');
select tests.freeze(app.now() + interval '1 hour');
select tests.act_as('service');
select lives_ok('select api.tick()', 'time passes');
select is(pg_temp.told(), array['ada slots_changed ["2027-01-05"]'], 'a hold that lapsed is told when tick removes it');

-- Moves, series, seats.
select tests.act_as('ada');
select tests.book('single', '2027-01-06 10:00') as booking_id \gset
select is(cardinality(pg_temp.told()), 1, 'a booking');
select lives_ok(format($$ select api.reschedule_booking(%L, tests.at('2027-01-08 10:00')) $$, :'booking_id'), 'is moved');
select is(pg_temp.told(), array['ada slots_changed ["2027-01-06", "2027-01-08"]'], 'a move is told once, with the days of both times');
select lives_ok(
  format(
    $$ select api.create_booking(%L, %L, tests.at('2027-01-11 09:00'), tests.client(), recurrence => 'FREQ=WEEKLY;COUNT=4') $$, tests.id('ada'), tests.id('single')
  ), 'a series is booked'
);
select is(
  pg_temp.told(), array['ada slots_changed ["2027-01-11", "2027-01-18", "2027-01-25", "2027-02-01"]'], 'a series is told once, with all its days'
);
select tests.act_as('anon');
select tests.hold('group', '2027-01-07 10:00') as hold_key \gset
select is(pg_temp.told(), array['ada slots_changed ["2027-01-07"]'], 'so is one of several seats');

-- Past midnight in UTC.
select tests.act_as('owner');
insert into app.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at)
values (tests.id('river'), tests.id('ada'), 'extra_hours', tests.at('2027-01-12 18:00'), tests.at('2027-01-12 21:00'));
select is(pg_temp.told(), array['ada slots_changed any'], 'hours that change may change any day');
select tests.act_as('ada');
select tests.book('single', '2027-01-12 18:30') as late_id \gset
select is(pg_temp.told(), array['ada slots_changed ["2027-01-12", "2027-01-13"]'], 'an evening in Toronto touches two days of UTC');

-- Who waits is offered what comes free, in the same transaction.
select tests.act_as('anon');
select tests.book('single', '2027-01-14 10:00') as waited_id \gset
select lives_ok(
  format($$ select api.join_waitlist(%L, '2027-01-14', '2027-01-14', tests.client('hana@example.com'), %L) $$, tests.id('single'), tests.id('ada')), 'hana waits'
);
select is(cardinality(pg_temp.told()), 1, 'a booking');
select tests.act_as('ada');
select lives_ok(format($$ select api.cancel_booking(%L) $$, :'waited_id'), 'is cancelled');
select is(pg_temp.told(), array['ada slots_changed ["2027-01-14"]'], 'and offered to who waits: still one message');
select is(
  tests.as_owner('select count(*)::text from app.waitlist_offers where status = ''open'''), '1', 'there was an offer'
);

-- What is offered.
select tests.act_as('owner');
update app.services set buffer_after_minutes = 15 where service_id = tests.id('single');
select is(
  (select array_agg(t.told order by t.told) from unnest(pg_temp.told()) as t (told)), array['ada slots_changed any', 'dan slots_changed any'],
  'a service''s rules concern all who offer it'
);
update app.services set name = 'Meeting', price_cents = 12000 where service_id = tests.id('single');
select is(pg_temp.told(), '{}', 'its name and price concern no time');
update app.practitioner_services set active = false where practitioner_id = tests.id('dan');
select is(pg_temp.told(), array['dan slots_changed any'], 'nor is a time free for what is not offered any more');
update app.practitioners set time_zone = 'America/Halifax' where practitioner_id = tests.id('eve');
select is(pg_temp.told(), array['eve slots_changed any'], 'a zone moves all hours');
update app.practitioners set bio = 'Listens.' where practitioner_id = tests.id('eve');
select is(pg_temp.told(), '{}', 'a biography none');
delete from app.availability_rules where practitioner_id in (tests.id('dan'), tests.id('eve'));
select is(
  (select array_agg(t.told order by t.told) from unnest(pg_temp.told()) as t (told)), array['dan slots_changed any', 'eve slots_changed any'],
  'many rows about two practitioners are two messages'
);

-- Rooms.
insert into app.resources (organization_id, kind, name) values (tests.id('river'), 'room', 'Blue'), (tests.id('hill'), 'room', 'Red');
select is(pg_temp.told(), '{}', 'a room that nobody needs concerns nobody');
update app.practitioner_services set active = true where practitioner_id = tests.id('dan');
insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
values (tests.id('river'), tests.id('dan'), 5, '09:00', '17:00');
select is(cardinality(pg_temp.told()), 1, 'dan works on Fridays');
insert into app.service_needs (service_id, organization_id, kind) values (tests.id('single'), tests.id('river'), 'room');
select is(
  (select array_agg(t.told order by t.told) from unnest(pg_temp.told()) as t (told)), array['ada slots_changed any', 'dan slots_changed any'],
  'a service that needs a room from now on concerns all who offer it'
);
select tests.act_as('anon');
select tests.book('single', '2027-01-15 10:00', 'gil@example.com', 'dan') as roomy_id \gset
select is(
  (select array_agg(t.told order by t.told) from unnest(pg_temp.told()) as t (told)),
  array['ada slots_changed ["2027-01-15"]', 'dan slots_changed ["2027-01-15"]'],
  'the room that dan takes is a room less for ada'
);
select tests.act_as('cleo');
select lives_ok(format($$ select api.cancel_booking(%L) $$, :'roomy_id'), 'cancelled');
select is(cardinality(pg_temp.told()), 2, 'and a room more, once for each');
select tests.act_as('owner');
insert into app.resources (organization_id, kind, name) values (tests.id('river'), 'room', 'Green');
select is(cardinality(pg_temp.told()), 2, 'a second room concerns all who need one');
update app.resources set name = 'Greenish' where name = 'Green';
select is(pg_temp.told(), '{}', 'its name nobody');
update app.resources set archived_at = app.now() where name = 'Greenish';
select is(cardinality(pg_temp.told()), 2, 'that it is archived all of them again');

-- What was undone was never told.
savepoint before_it;
select tests.book('single', '2027-01-13 10:00') as undone_id \gset
rollback to savepoint before_it;
select is(pg_temp.told(), '{}', 'what is undone is not told');
select tests.act_as('cleo');
select lives_ok(
  format(
    $$ select api.preview_availability_change(%L, '[{"change": "time_zone", "time_zone": "Europe/Berlin"}]') $$,
    tests.id('ada')
  ), 'a change is tried'
);
select is(pg_temp.told(), '{}', 'what was only tried is not told');

-- A load is told to nobody.
select tests.act_as('owner');
select app.note_slots_changed(gen_random_uuid(), null) from generate_series(1, 1500);
update app.practitioners set time_zone = 'America/Toronto' where practitioner_id = tests.id('eve');
select is(pg_temp.told(), '{}', 'hundreds of practitioners at once are a load, and no message');
