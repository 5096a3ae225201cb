-- req: TS-7 TS-11 CP-3.5 CP-5.1 DR-3.2
-- What a proposal says of each date is what explain_slot says of that time alone, and what available_slots offers: swept over days that have everything.
select tests.freeze(tests.at('2027-01-04 08:10'));

-- Monday: too soon for some.  Tuesday: bookings and a hold.  Wednesday: time off, and extra hours on another grid.  Thursday: a rule with two seats, a group
-- with one taker and a full one.  Friday: the daily limit reached, a double booking.
select tests.act_as('anon');
select tests.book('single', '2027-01-05 10:00', 'a@example.com');
select tests.book('limited', '2027-01-05 13:30', 'b@example.com');
select tests.hold('approval', '2027-01-05 16:30');
select tests.act_as('ada');
insert into api.availability_exceptions (organization_id, practitioner_id, kind, starts_at, ends_at) values
  (tests.id('river'), tests.id('ada'), 'time_off', tests.at('2027-01-06 09:40'), tests.at('2027-01-06 10:20')),
  (tests.id('river'), tests.id('ada'), 'extra_hours', tests.at('2027-01-06 16:10'), tests.at('2027-01-06 18:40'));
update api.availability_rules set capacity = 2 where practitioner_id = tests.id('ada') and weekday = 4 and starts_local = '13:00';
select tests.act_as('anon');
select tests.book('group', '2027-01-07 10:00', 'c@example.com');
select tests.book('group', '2027-01-07 14:00', email) from unnest(array['d@example.com', 'e@example.com']) as email;
select tests.book('limited', '2027-01-08 09:00', 'f@example.com'), tests.book('limited', '2027-01-08 10:00', 'g@example.com');
select tests.act_as('ada');
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-08 14:20'), tests.client('h@example.com'), overbook => true) ->> 'status';

-- Each ten minutes between 07:00 and 19:00 (each thirty where it has to be quick) is a series of Monday to Friday, and of the Saturday after.
select case when :'fast' then 3 else 1 end as step \gset
create temp table said (service text, at timestamptz, proposed text, explained text, offered boolean);
grant all on said to public;
create function pg_temp.sweep(p_service text, p_step integer) returns void language plpgsql as $$
declare
  v_time time;
  v_answer jsonb;
begin
  perform tests.act_as('anon');
  for v_time in select time '07:00' + interval '10 minutes' * n from generate_series(0, 72, p_step) as n loop
    v_answer := api.request_hold(
      tests.id('ada'), tests.id(p_service), occurrences => array(select tests.at((date '2027-01-04' + n + v_time)::text) from generate_series(0, 5) as n), mode => 'propose'
    );
    insert into said (service, at, proposed)
    select p_service, (h ->> 'starts_at')::timestamptz, 'available' from jsonb_array_elements(v_answer -> 'holds') as h
    union all
    select p_service, (r ->> 'starts_at')::timestamptz, r ->> 'reason' from jsonb_array_elements(v_answer -> 'refused') as r;
  end loop;
  update said as s
  set offered = s.at = any (free.starts)
  from (select array(select f.starts_at from api.available_slots(tests.id('ada'), tests.id(p_service), '2027-01-04', '2027-01-09') as f) as starts) as free
  where s.service = p_service;
  perform tests.act_as('ada');
  update said as s
  set explained = coalesce(api.explain_slot(tests.id('ada'), tests.id(p_service), s.at) #>> '{reasons,0,reason}', 'available')
  where s.service = p_service;
end;
$$;
grant execute on function pg_temp.sweep(text, integer) to public;
select pg_temp.sweep(service, :step) from unnest(array['single', 'group', 'approval', 'limited']) as service;

select is((select count(*) from said), 4 * (72 / :step + 1) * 6::bigint, 'every date of every series is answered');
select is_empty(
  $$ select service, to_char(at at time zone 'America/Toronto', 'Dy HH24:MI'), proposed, explained from said where proposed is distinct from explained $$,
  'a proposal gives the first reason that the explanation has, or none where it has none'
);
select is_empty(
  $$ select service, to_char(at at time zone 'America/Toronto', 'Dy HH24:MI'), proposed from said where (proposed = 'available') <> offered $$,
  'and proposes what is offered, nothing else'
);
-- The days are not empty, or the sweep would prove nothing.
select cmp_ok((select count(*) from said where service = s and proposed = 'available'), '>', 10::bigint, format('%s is offered', s))
from unnest(array['single', 'group', 'approval', 'limited']) as s;
select set_eq(
  'select distinct proposed from said', array['available', 'too_soon', 'outside_availability', 'slot_taken', 'slot_full'], 'and every reason of these days is met'
);
