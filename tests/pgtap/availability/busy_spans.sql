-- req: DR-3.1 CP-3.5 CP-5.1
-- What other calendars have takes time away from clients, and from nobody else.
select tests.freeze();
create function pg_temp.starts(p_service text default 'group') returns text[] language sql as $$
  select array_agg(to_char(s.starts_at at time zone 'America/Toronto', 'HH24:MI') order by s.starts_at)
  from api.available_slots(tests.id('ada'), tests.id(p_service), '2027-01-05', '2027-01-05') as s;
$$;
create function pg_temp.busy(p_busy text, p_source text default 'ada', p_unreachable_from timestamptz default null) returns integer language sql as $$
  select app.replace_busy_spans(tests.id('ada'), tests.id('river'), tests.id(p_source), p_busy::tstzmultirange, p_unreachable_from);
$$;
grant execute on function pg_temp.starts(text) to public;

select is(pg_temp.starts(), array['09:00', '10:00', '11:00', '13:00', '14:00', '15:00', '16:00'], 'a day of ada');
select is(pg_temp.busy('{[2027-01-05 10:20:30-05, 2027-01-05 10:40-05), [2027-01-05 10:40-05, 2027-01-05 11:00-05)}'), 1, 'her calendar has two meetings, one after the other');
select is((select span from app.busy_spans), tstzrange('2027-01-05 10:20-05', '2027-01-05 11:00-05'), 'which is one time, in whole minutes');
select is(pg_temp.starts(), array['09:00', '11:00', '13:00', '14:00', '15:00', '16:00'], 'what they touch is not offered');

select tests.act_as('anon');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('ada'), tests.id('group'), tests.at('2027-01-05 10:00')), 'slot_taken',
  'nobody holds it; who it is that has it is not said'
);
select tests.act_as('ada');
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), tests.client('ann@example.com')), 'slot_taken',
  'nor does ada book it by mistake'
);
select is(
  api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00'), tests.client('ann@example.com'), overbook => true) ->> 'status', 'confirmed',
  'on purpose she does'
);
select is(
  (select array_agg(r ->> 'reason' || ' ' || (r #>> '{source,kind}')) from jsonb_array_elements(api.explain_slot(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:30')) -> 'reasons') as r),
  array['slot_taken booking', 'slot_taken busy_time'], 'and is told what is in the way of clients'
);

select tests.act_as('owner');
select is(pg_temp.busy('{[2027-01-05 10:20-05, 2027-01-05 11:00-05), [2027-01-05 14:30-05, 2027-01-05 15:00-05)}'), 1, 'what stays is not written again');
select is(pg_temp.busy('{[2027-01-05 15:30-05, 2027-01-05 15:45-05)}', 'ben'), 1, 'another calendar says something else');
select is(pg_temp.starts(), array['11:00', '13:00', '16:00'], 'and both count');
select is(pg_temp.busy('{}'), 2, 'the first gives all its time back');
select is(pg_temp.starts(), array['11:00', '13:00', '14:00', '16:00'], 'which is free again but for what ada booked, and for the other');
select is(pg_temp.busy('{}', 'ben', tests.at('2027-01-05 14:00')), 2, 'the other cannot be reached any more');
select is(pg_temp.starts(), array['11:00', '13:00'], 'from when on nothing is offered');
select is(
  api.explain_slot(tests.id('ada'), tests.id('group'), tests.at('2027-02-02 14:00')) #>> '{reasons,0,source,kind}', 'unreachable_calendar', 'weeks ahead neither, and it says why'
) from (select tests.act_as('ada')) as ada;
