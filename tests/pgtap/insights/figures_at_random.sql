-- figures at random: whatever happens in whatever order, the days' figures are what the bookings say, minute by minute.
create temp table told (said text);

create function pg_temp.live_through(p_step integer) returns text language plpgsql as $$
declare
  v_deed text := (array[
    'book', 'book', 'book', 'book', 'come', 'come', 'miss', 'cancel', 'move', 'later', 'later', 'later', 'hours', 'off', 'extra', 'undo', 'zone', 'zone of ada', 'review', 'refresh'
  ])[1 + floor(random() * 20)];
  v_booking app.bookings;
  v_at timestamptz := date_trunc('hour', app.now()) + make_interval(hours => (random() * 60)::integer);
begin
  select b.* into v_booking from app.bookings as b
  where case v_deed
    when 'come' then b.status in ('confirmed', 'rescheduled') and b.starts_at <= app.now()
    when 'miss' then b.status in ('confirmed', 'rescheduled') and b.starts_at <= app.now()
    when 'review' then b.status = 'completed'
    else b.status in ('confirmed', 'rescheduled') and b.starts_at > app.now() end
  order by random() limit 1;
  if v_deed = 'book' then
    perform api.create_booking(
      tests.id((array['ada', 'dan'])[1 + floor(random() * 2)]), tests.id('single'), v_at, tests.client('gil' || p_step || '@example.com'), overbook => true
    );
  elsif v_deed = 'come' and v_booking.booking_id is not null then
    perform api.complete_booking(v_booking.booking_id);
  elsif v_deed = 'miss' and v_booking.booking_id is not null then
    perform api.mark_no_show(v_booking.booking_id);
  elsif v_deed = 'cancel' and v_booking.booking_id is not null then
    perform api.cancel_booking(v_booking.booking_id);
  elsif v_deed = 'move' and v_booking.booking_id is not null then
    perform api.reschedule_booking(v_booking.booking_id, v_at);
  elsif v_deed = 'later' then
    perform tests.freeze(app.now() + make_interval(mins => 60 + (random() * 900)::integer));
  elsif v_deed = 'hours' then
    delete from app.availability_rules as r where r.practitioner_id = tests.id('ada') and r.weekday = 1 + floor(random() * 7) and r.starts_local <= '09:00';
    insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
    values (tests.id('river'), tests.id('ada'), 1 + floor(random() * 7), '01:30', '05:00');
  elsif v_deed in ('off', 'extra') then
    -- Past days, too: who was ill says so afterwards.
    v_at := v_at - interval '48 hours';
    insert into app.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at)
    values (tests.id('river'), tests.id('ada'), case v_deed when 'off' then 'time_off' else 'extra_hours' end, v_at, v_at + interval '7 hours');
  elsif v_deed = 'undo' then
    delete from app.availability_exceptions as e where e.exception_id = (select o.exception_id from app.availability_exceptions as o order by random() limit 1);
  elsif v_deed = 'zone' then
    -- Clocks that change at midnight, by half an hour, and not at all.
    update app.organizations set time_zone = (array['America/Toronto', 'America/Havana', 'Australia/Lord_Howe', 'UTC'])[1 + floor(random() * 4)]
    where organization_id = tests.id('river');
  elsif v_deed = 'zone of ada' then
    update app.practitioners set time_zone = (array['America/Toronto', 'America/St_Johns'])[1 + floor(random() * 2)] where practitioner_id = tests.id('ada');
  elsif v_deed = 'review' and v_booking.booking_id is not null then
    insert into app.reviews (organization_id, booking_id, practitioner_id, client_id, rating, recommend)
    values (v_booking.organization_id, v_booking.booking_id, v_booking.practitioner_id, v_booking.client_id, 1 + floor(random() * 5), nullif((random() * 11)::integer, 11))
    on conflict do nothing;
  elsif v_deed = 'refresh' then
    perform api.refresh_figures();
  else
    return v_deed || ' nothing';
  end if;
  return v_deed;
exception when sqlstate 'PT409' or sqlstate 'PT422' or exclusion_violation then
  return v_deed || ' refused';
end;
$$;

create function pg_temp.lives(p_steps integer) returns setof text language plpgsql as $$
declare
  v_done jsonb;
begin
  for v_step in 1..p_steps loop
    return next pg_temp.live_through(v_step);
    continue when v_step % 40 <> 0;
    loop
      v_done := api.refresh_figures();
      exit when (v_done ->> 'heard')::integer = 0 and (v_done ->> 'days_begun')::integer = 0;
    end loop;
    return query
    select format('step %s: %s of %s kept as %s instead of %s', v_step, a.day, a.practitioner_id, a.kept, a.truth)
    from app.organizations as o
    cross join lateral app.figures_amiss(o.organization_id, (app.now() at time zone o.time_zone)::date - 5, (app.now() at time zone o.time_zone)::date) as a
    where o.organization_id = tests.id('river');
  end loop;
end;
$$;

-- The Thursday before clocks go forward in Toronto and Havana.
select tests.freeze('2027-03-11 14:00+00');
update app.practitioners set created_at = app.now() - interval '6 days';
select setseed(0.25);
set local app.actor = 'system:test';
select tests.act_as('cleo');
reset role;
create temp table lived as select l as said, count(*) as times from pg_temp.lives(120) as l group by 1;
select is_empty($$ select said from lived where said like 'step %' $$, 'kept is truth');
select set_has(
  $$ select said from lived $$,
  $$ select d from unnest(array['book', 'come', 'miss', 'cancel', 'move', 'later', 'hours', 'off', 'extra', 'undo', 'zone', 'zone of ada', 'review', 'refresh']) as d $$,
  'every deed was done at least once'
);
select cmp_ok((select count(*) from app.daily_figures as f where f.booked_minutes > 0 and f.practitioner_id in (tests.id('ada'), tests.id('dan'))), '>=', 6::bigint, 'on several days');
