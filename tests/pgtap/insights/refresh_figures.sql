-- refresh_figures: what the days' figures say, by hand-made cases.
select tests.freeze();

create function pg_temp.refresh() returns bigint language plpgsql as $$
declare
  v_heard bigint := 0;
  v_done jsonb;
begin
  perform tests.act_as('service');
  loop
    v_done := api.refresh_figures();
    exit when (v_done ->> 'heard')::integer = 0 and (v_done ->> 'days_begun')::integer = 0;
    v_heard := v_heard + (v_done ->> 'heard')::integer;
  end loop;
  perform tests.act_as('owner');
  return v_heard;
end;
$$;
create function pg_temp.figures(p_day date, p_who text default 'ada') returns text language sql as $$
  select format('%s appointments, %s/%s minutes, completed %s, missed %s, cancelled %s+%s, late %s, lapsed %s',
    f.appointments, f.booked_minutes, f.offered_minutes, f.completed, f.no_shows, f.cancelled_by_client, f.cancelled_by_practice, f.cancelled_late, f.lapsed)
  from app.daily_figures as f where f.practitioner_id = tests.id(p_who) and f.day = p_day;
$$;
create function pg_temp.made(p_day date, p_who text default 'ada') returns text language sql as $$
  select f.made || ' made, ' || f.made_online || ' online, ' || f.held || ' held' from app.daily_figures as f where f.practitioner_id = tests.id(p_who) and f.day = p_day;
$$;

-- A day without anything.
select pg_temp.refresh() as first \gset
select is(pg_temp.figures('2027-01-04'), '0 appointments, 0/420 minutes, completed 0, missed 0, cancelled 0+0, late 0, lapsed 0', 'seven hours are offered on a Monday');
select is(pg_temp.figures('2027-01-03'), '0 appointments, 0/0 minutes, completed 0, missed 0, cancelled 0+0, late 0, lapsed 0', 'and none on a Sunday');
select is(pg_temp.figures('2027-01-05'), null, 'days that have not begun have no figures');
select is(pg_temp.refresh(), 0::bigint, 'nothing more to hear');

-- Booked and held.
select tests.act_as('anon');
select set_config('request.headers', '{"x-forwarded-for": "192.0.2.1"}', true) as headers \gset
select tests.book('single', '2027-01-04 10:00') as gils \gset
select tests.hold('single', '2027-01-06 10:00') as held \gset
select tests.book('group', '2027-01-04 13:00', 'one@example.com') as one \gset
select tests.book('group', '2027-01-04 13:00', 'two@example.com') as two \gset
select tests.act_as('ada');
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-04 15:00'), tests.client('three@example.com')) ->> 'booking_id' as three \gset
select tests.act_as('owner');
select pg_temp.refresh() as heard \gset
select is(pg_temp.made('2027-01-04'), '4 made, 3 online, 4 held', 'four bookings, one of them by the practitioner; and one hold that became nothing');
select is(
  pg_temp.figures('2027-01-04'), '4 appointments, 160/420 minutes, completed 0, missed 0, cancelled 0+0, late 0, lapsed 0', 'who shares an hour shares its minutes'
);
select is_empty($$ select * from app.figures_amiss(tests.id('river'), '2027-01-03', '2027-01-04') $$, 'minute by minute it is the same');

-- A late cancellation moves three figures of its day, and a move moves the rest to another.
select tests.act_as('ada');
select api.cancel_booking(:'three') is not null as done \gset
select tests.act_as('owner');
select pg_temp.refresh() as heard \gset
select is(
  pg_temp.figures('2027-01-04'), '3 appointments, 110/420 minutes, completed 0, missed 0, cancelled 0+1, late 1, lapsed 0',
  'cancelled on the day: late, and by the practice'
);
select tests.act_as('ada');
select api.reschedule_booking(:'gils', tests.at('2027-01-05 10:00')) is not null as done \gset
select tests.freeze('2027-01-05 20:00+00');
select api.complete_booking(:'gils') is not null as done \gset
select api.complete_booking(:'one') is not null as done \gset
select api.mark_no_show(:'two') is not null as done \gset
select tests.act_as('anon');
select tests.book('approval', '2027-01-05 16:00', 'four@example.com') as four \gset
select tests.freeze('2027-01-06 14:00+00');
select tests.act_as('service');
select api.tick() is not null as ticked \gset
select tests.act_as('owner');
select pg_temp.refresh() as heard \gset
select is(
  pg_temp.figures('2027-01-04'), '2 appointments, 60/420 minutes, completed 1, missed 1, cancelled 0+1, late 1, lapsed 0', 'one came, one did not; one was moved'
);
select is(pg_temp.figures('2027-01-05'), '1 appointments, 50/420 minutes, completed 1, missed 0, cancelled 0+0, late 0, lapsed 1', 'to Tuesday, on which a request lapsed');
select is(pg_temp.made('2027-01-04'), '4 made, 3 online, 4 held', 'they were made when they were made');
select is(pg_temp.made('2027-01-05'), '1 made, 1 online, 0 held', 'plain SQL has no place that could be counted for a hold');

-- The practice changes its hours: from now on.
delete from app.availability_rules where practitioner_id = tests.id('ada') and starts_local = '13:00';
insert into app.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at)
values (tests.id('river'), tests.id('ada'), 'time_off', tests.at('2027-01-04 09:00'), tests.at('2027-01-04 10:30'));
select tests.act_as('owner');
select pg_temp.refresh() as heard \gset
select is(
  pg_temp.figures('2027-01-04'), '2 appointments, 60/330 minutes, completed 1, missed 1, cancelled 0+1, late 1, lapsed 0',
  'what was offered on past days stays, but for time off that is entered late'
);
select is(pg_temp.figures('2027-01-06'), '0 appointments, 0/180 minutes, completed 0, missed 0, cancelled 0+0, late 0, lapsed 0', 'today has the new hours');
select is_empty($$ select * from app.figures_amiss(tests.id('river'), '2027-01-03', '2027-01-06') $$, 'all of it is true');

-- Another zone: other days.
update app.organizations set time_zone = 'Pacific/Auckland' where organization_id = tests.id('river');
select tests.act_as('owner');
select pg_temp.refresh() as heard \gset
select is(
  pg_temp.figures('2027-01-05'), '2 appointments, 60/330 minutes, completed 1, missed 1, cancelled 0+1, late 1, lapsed 0', 'Monday in Toronto is Tuesday in Auckland'
);
select is_empty($$ select * from app.figures_amiss(tests.id('river'), '2027-01-04', '2027-01-06') $$, 'and all of it is true there');
select is((select count(*) from app.figure_feed), 0::bigint, 'nothing is left to hear');

-- Nobody else.
select tests.act_as('cleo');
select tests.forbids('select api.refresh_figures()', 'figures are the service''s to refresh');
select tests.forbids('select * from app.daily_figures', 'and nobody reads the table');
