-- req: DR-3.1 DR-3.3 CP-3.5 CP-3.6 CP-5.1 CP-5.2 CP-5.3 CP-14.3 BM-R2
-- What available_slots offers can be held, and nothing else can: swept by five minutes over days that have everything.
select tests.freeze();

-- From the first to the last day, each five minutes between 07:00 and 19:00 (each twenty where it has to be quick), and every start that is offered.
select case when :'fast' then 4 else 1 end as step \gset
create function pg_temp.disagreements(p_practitioner text, p_service text, p_from date, p_to date, p_step integer) returns setof text language plpgsql as $$
declare
  v_offered timestamptz[] := array(select s.starts_at from api.available_slots(tests.id(p_practitioner), tests.id(p_service), p_from, p_to) as s);
  v_start timestamptz;
begin
  for v_start in
    select day + interval '5 minutes' * n
    from generate_series(tests.at(p_from::text), tests.at(p_to::text), interval '1 day') as day
    cross join generate_series(7 * 12, 19 * 12, p_step) as n
    union
    select unnest(v_offered)
  loop
    if tests.can_hold(p_practitioner, p_service, v_start) <> (v_start = any (v_offered)) then
      return next format(
        '%s %s', to_char(v_start at time zone 'America/Toronto', 'Dy HH24:MI'),
        case when v_start = any (v_offered) then 'is offered and refused' else 'is granted and not offered' end
      );
    end if;
  end loop;
end;
$$;
grant execute on function pg_temp.disagreements(text, text, date, date, integer) to public;

-- Tuesday: bookings, a lapsed hold, a live one.  Wednesday: time off in the morning, extra hours in the evening, overlapping the rule on another grid.
-- Thursday: a rule that allows two seats, a group with one taker and one with two.  Friday: the daily limit reached, a double booking.
select tests.act_as('anon');
select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 15:00'), hold_seconds => 30) ->> 'expires_at';
select tests.freeze(tests.at('2027-01-04 08:10'));
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
select tests.book('group', '2027-01-07 14:00', 'd@example.com');
select tests.book('group', '2027-01-07 14:00', 'e@example.com');
select tests.book('limited', '2027-01-08 09:00', 'f@example.com');
select tests.book('limited', '2027-01-08 10:00', 'g@example.com');
select tests.act_as('ada');
select api.create_booking(
  tests.id('ada'), tests.id('single'), tests.at('2027-01-08 14:20'), tests.client('h@example.com'), overbook => true
) ->> 'status';

select tests.act_as('anon');
select is_empty(
  format('select pg_temp.disagreements(%L, %L, %L, %L, %s)', 'ada', service, '2027-01-04', '2027-01-08', :step), format('a visitor and the %s service', service)
)
from unnest(array['single', 'group', 'approval', 'limited']) as service;
select tests.act_as('ada');
select is_empty(
  format('select pg_temp.disagreements(%L, %L, %L, %L, %s)', 'ada', service, '2027-01-08', '2027-01-08', :step), format('ada herself and the %s service', service)
)
from unnest(array['single', 'group', 'limited']) as service;

-- A group with a taker, and a double booking on top of it.
select tests.act_as('anon');
select tests.book('group', '2027-01-11 14:00', 'i@example.com');
select tests.act_as('ada');
select api.create_booking(
  tests.id('ada'), tests.id('single'), tests.at('2027-01-11 14:20'), tests.client('j@example.com'), overbook => true
) ->> 'status';
select tests.act_as('anon');
select is_empty(
  format('select pg_temp.disagreements(%L, %L, %L, %L, %s)', 'ada', 'group', '2027-01-11', '2027-01-11', :step), 'a group that another was put on top of'
);

-- The days are not empty, or the sweep would prove nothing.
select cmp_ok(
  (select count(*) from api.available_slots(tests.id('ada'), tests.id(service), '2027-01-04', '2027-01-08')), '>', 10::bigint, format('%s is offered', service)
)
from unnest(array['single', 'group', 'approval', 'limited']) as service;
