-- next_slots: in random worlds the bound is never later than the truth, and what is found by it is what computing everything finds.
select tests.freeze();
select setseed(0.43);
insert into app.service_needs (service_id, organization_id, kind) values (tests.id('approval'), tests.id('river'), 'room');
insert into app.resources (organization_id, kind, name) values (tests.id('river'), 'room', 'Blue');

-- Six more practitioners of river, in zones of all kinds.
insert into app.practitioners (organization_id, slug, display_name, time_zone, published)
select tests.id('river'), 'p-' || n, 'P ' || n, (array['America/St_Johns', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kathmandu', 'Pacific/Apia', 'America/Toronto'])[n], true
from generate_series(1, 6) as n;
insert into app.practitioner_services (practitioner_id, service_id, organization_id)
select p.practitioner_id, s.service_id, s.organization_id
from app.practitioners as p join app.services as s using (organization_id) where p.slug like 'p-%' and random() < 0.7;
insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
select p.organization_id, p.practitioner_id, d, time '08:00' + make_interval(hours => (random() * 8)::integer), '19:00'
from app.practitioners as p cross join generate_series(1, 7) as d where p.slug like 'p-%' and random() < 0.6;

update app.services set max_advance_days = 7;

-- The truth, without any bound: every slot of everybody, sorted.
create temp table slots (practitioner_id uuid, service_id uuid, starts_at timestamptz, local timestamp);
create function pg_temp.truth(p_on date, p_from time, p_until time) returns text[] language sql as $$
  select array_agg(t.practitioner_id || ' ' || coalesce(t.first::text, 'never') order by t.first nulls last, t.practitioner_id)
  from (
    select ps.practitioner_id, (
      select min(f.starts_at) from pg_temp.slots as f
      where f.practitioner_id = ps.practitioner_id
        and (p_on is null or f.local::date = p_on)
        and (p_from is null or f.local::time >= p_from)
        and (p_until is null or f.local::time < p_until)
    ) as first
    from (select distinct o.practitioner_id from app.practitioner_services as o) as ps
  ) as t
  where t.first is not null or coalesce(p_on::text, p_from::text, p_until::text) is null;
$$;
create function pg_temp.found(p_on date, p_from time, p_until time) returns text[] language plpgsql as $$
declare
  v_found text[];
  v_after text;
  v_row record;
  v_rows integer;
begin
  -- In pages of four, as a visitor turns them.
  loop
    v_rows := 0;
    for v_row in select * from api.search_practitioners(limit_count => 4, on_date => p_on, from_local => p_from, until_local => p_until, after => v_after) loop
      v_found := v_found || (v_row.practitioner_id || ' ' || coalesce(((v_row.next_slots #>> '{0,starts_at}')::timestamptz)::text, 'never'));
      v_after := v_row.cursor;
      v_rows := v_rows + 1;
    end loop;
    exit when v_rows < 4;
  end loop;
  return v_found;
end;
$$;

create function pg_temp.somebody() returns uuid language sql volatile as $$
  select ps.practitioner_id from app.practitioner_services as ps order by random() limit 1;
$$;

create function pg_temp.live_through(p_step integer) returns text language plpgsql as $$
declare
  v_who uuid := pg_temp.somebody();
  v_service uuid := (select ps.service_id from app.practitioner_services as ps where ps.practitioner_id = v_who order by random() limit 1);
  v_at timestamptz := (
    select f.starts_at from app.free_slots(app.public_offering(v_who, v_service), app.now(), app.now() + make_interval(days => (random() * 3)::integer)) as f order by f.starts_at limit 1
  );
  v_booking uuid := (select b.booking_id from app.bookings as b where b.status in ('confirmed', 'rescheduled') and b.starts_at > app.now() order by random() limit 1);
  v_deed text := (array['book', 'book', 'book', 'hold', 'hold', 'cancel', 'move', 'tick', 'tick', 'later', 'hours', 'off', 'extra', 'undo', 'service', 'busy', 'zone', 'busy', 'busy'])[1 + floor(random() * 18)];
  v_hold jsonb;
begin
  if v_deed in ('book', 'hold') and v_at is not null then
    v_hold := api.request_hold(v_who, v_service, v_at);
    if v_deed = 'book' then
      perform api.confirm_hold(v_hold ->> 'hold_key', tests.client('gil' || p_step || '@example.com'));
    end if;
  elsif v_deed = 'cancel' and v_booking is not null then
    perform api.cancel_booking(v_booking);
  elsif v_deed = 'move' and v_booking is not null then
    select f.starts_at into v_at from app.bookings as b
    cross join lateral app.free_slots(app.public_offering(b.practitioner_id, b.service_id), app.now() + interval '4 days', app.now() + interval '9 days') as f
    where b.booking_id = v_booking order by random() limit 1;
    if v_at is not null then
      perform api.reschedule_booking(v_booking, v_at);
    end if;
  elsif v_deed = 'tick' then
    perform app.tighten_next_slots(1 + (random() * 30)::integer);
  elsif v_deed = 'later' then
    perform tests.freeze(app.now() + make_interval(mins => (random() * random() * 900)::integer));
  elsif v_deed = 'hours' then
    delete from app.availability_rules as r where r.practitioner_id = v_who and r.weekday = 1 + floor(random() * 7)
      and not exists (select from app.bookings as b where b.practitioner_id = v_who and b.starts_at > app.now() and b.status <> 'cancelled');
    insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
    select p.organization_id, v_who, 1 + floor(random() * 7), '06:00', '07:30' from app.practitioners as p where p.practitioner_id = v_who;
  elsif v_deed in ('off', 'extra') then
    v_at := date_trunc('hour', app.now()) + make_interval(hours => (random() * 200)::integer);
    insert into app.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at)
    select p.organization_id, v_who, case v_deed when 'off' then 'time_off' else 'extra_hours' end, v_at, v_at + interval '5 hours' from app.practitioners as p where p.practitioner_id = v_who;
  elsif v_deed = 'undo' then
    delete from app.availability_exceptions as e where e.exception_id = (select o.exception_id from app.availability_exceptions as o order by random() limit 1);
  elsif v_deed = 'busy' then
    -- A calendar says what it has now, in place of what it said before.
    perform app.replace_busy_spans(p.practitioner_id, p.organization_id, p.practitioner_id, (
      select range_agg(tstzrange(app.now() + n * interval '7 hours', app.now() + n * interval '7 hours' + random() * interval '6 hours'))
      from generate_series(0, 20) as n where random() < 0.7
    )) from app.practitioners as p where p.practitioner_id = v_who;
  elsif v_deed = 'service' then
    update app.services as s set step_minutes = 10 + 5 * (random() * 8)::integer, min_notice_minutes = (random() * random() * 3000)::integer,
      daily_limit = case when random() < 0.5 then 2 end, max_advance_days = 3 + (random() * 7)::integer
    where s.service_id = v_service;
  elsif v_deed = 'zone' then
    update app.practitioners as p set time_zone = (array['America/Toronto', 'Pacific/Apia', 'America/St_Johns'])[1 + floor(random() * 3)] where p.practitioner_id = v_who;
  end if;
  return v_deed;
exception when sqlstate 'PT409' or sqlstate 'PT410' or sqlstate 'PT422' or exclusion_violation then
  -- Refused: bookings would be stranded, or the hour is there already.  The world stays as it was.
  return v_deed || ' refused';
end;
$$;

create function pg_temp.compare(p_step integer, p_deed text) returns setof text language plpgsql as $$
declare
  v_on date := app.now()::date + (random() * 4)::integer;
  v_from time := make_interval(hours => (random() * 12)::integer)::time;
  v_until time := v_from + make_interval(hours => 1 + (random() * 8)::integer);
  v_wish record;
begin
  truncate pg_temp.slots;
  insert into pg_temp.slots
  select ps.practitioner_id, ps.service_id, f.starts_at, f.starts_at at time zone p.time_zone
  from app.practitioner_services as ps
  join app.practitioners as p using (practitioner_id, organization_id)
  cross join lateral app.free_slots(app.public_offering(ps.practitioner_id, ps.service_id), app.now(), 'infinity') as f;
  return query
  select format('step %s, %s: bound of %s is %s, later than %s', p_step, p_deed, n.practitioner_id, n.not_before, truth.first)
  from app.next_slots as n
  join (select s.practitioner_id, s.service_id, min(s.starts_at) as first from pg_temp.slots as s group by 1, 2) as truth using (practitioner_id, service_id)
  where truth.first < n.not_before;

  for v_wish in
    select * from (values (null::date, null::time, null::time), (v_on, null, null), (null, v_from, v_until), (v_on, v_from, null), (null, null, v_until)) as w (on_date, from_local, until_local)
  loop
    return query
    select format('step %s, %s: for %s found %s instead of %s', p_step, p_deed, v_wish, pair.found, pair.truth)
    from (select pg_temp.found(v_wish.on_date, v_wish.from_local, v_wish.until_local) as found, pg_temp.truth(v_wish.on_date, v_wish.from_local, v_wish.until_local) as truth) as pair
    where pair.found is distinct from pair.truth;
  end loop;
end;
$$;

create function pg_temp.lives(p_steps integer) returns setof text language plpgsql as $$
declare
  v_deed text;
begin
  -- A land of its own in each hemisphere's autumn and spring: the clocks change within the weeks that are looked at.
  for v_step in 1..p_steps loop
    if v_step % 10 = 1 then
      perform tests.freeze((array['2027-03-11 14:00+00', '2027-04-01 14:00+00', '2027-09-30 14:00+00', '2027-11-04 14:00+00'])[1 + v_step / 10 % 4]::timestamptz);
    end if;
    -- Half of the time all bounds are as tight as they can be, so that each deed has one to break.
    if random() < 0.5 then
      update app.next_slots set looked_at = null;
      perform app.tighten_next_slots(1000);
    end if;
    v_deed := pg_temp.live_through(v_step);
    return query select * from pg_temp.compare(v_step, v_deed);
    return query select 'tried ' || v_deed;
  end loop;
end;
$$;

set local app.actor = 'system:test';
select tests.act_as('cleo');
reset role;
select case when :'fast' then 12 else 40 end as steps \gset
create temp table lived as select l as said, count(*) from pg_temp.lives(:steps) as l group by 1;
select is_empty($$select said from lived where said like 'step %' limit 5$$, 'no bound too late, nobody found out of order');
\if :fast
-- In so few steps not every deed has its turn.
\else
select set_has(
  $$select said from lived$$,
  $$select 'tried ' || d from unnest(array['book', 'hold', 'cancel', 'move', 'tick', 'later', 'hours', 'off', 'extra', 'undo', 'service']) as d$$,
  'every deed was done at least once'
);
\endif
select cmp_ok((select count(*) from app.next_slots as n where n.not_before > app.now()), '>', 0::bigint, 'and some bounds were tight');
