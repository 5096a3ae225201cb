-- recent_activity, practitioner_figures and client_list: what a practitioner looks at in the morning.
-- req: CP-8.2 CP-8.3 CP-8.4
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-05 10:00', 'ben@example.com') as bens \gset
select tests.freeze('2027-01-04 14:00+00');
select tests.act_as('anon');
select tests.book('approval', '2027-01-12 14:00', 'gil@example.com') as gils \gset
select tests.confirm(api.request_hold(tests.id('ada'), tests.id('group'), tests.at('2027-01-13 10:00'), 'FREQ=WEEKLY;COUNT=3') ->> 'hold_key', 'mia@example.com') as mias \gset
select tests.token(:'gils', 'gils-token');
select tests.freeze('2027-01-04 15:00+00');
select tests.act_as('ben');
select (api.reschedule_booking(:'bens', tests.at('2027-01-06 10:00'))).status;
select tests.act_as('ada');
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-08 10:00'), tests.client('zed@example.com')) ->> 'booking_id' as zeds \gset
select tests.freeze('2027-01-04 16:00+00');
select tests.act_as('anon');
select api.cancel_by_token('gils-token') ->> 'status';

create function pg_temp.news(p_limit integer default 20) returns text[] language sql as $$
  select array_agg(concat_ws(' ', a.activity, a.bookings, a.client_name, a.service_name, a.status, to_char(a.starts_at at time zone 'America/Toronto', 'DD'),
    'from ' || to_char(a.previous_starts_at at time zone 'America/Toronto', 'DD')))
  from api.recent_activity(tests.id('ada'), p_limit) as a;
$$;
grant execute on function pg_temp.news(integer) to public;
select tests.act_as('ada');
select is(pg_temp.news(), array[
  'cancelled 1 Gil Guest First visit cancelled 12', 'moved 1 Gil Guest Session rescheduled 06 from 05', 'booked 1 Gil Guest First visit cancelled 12', 'booked 3 Gil Guest Group confirmed 13',
  'booked 1 Gil Guest Session rescheduled 05'
], 'ada reads what her clients did, newest first, a series once, and not what she did herself');
select is(array_length(pg_temp.news(2), 1), 2, 'as many as she asks for');
select is((select booking_id from api.recent_activity(tests.id('ada')) where activity = 'moved'), :'bens', 'each leads to its booking');
select tests.refuses(format('select api.recent_activity(%L, %s)', tests.id('ada'), n), 'invalid_argument', coalesce(n, 'null') || ' is not so many')
from unnest(array['0', '-1', '101', 'null']) as n;
select tests.act_as('cleo');
select is(array_length(pg_temp.news(), 1), 5, 'an admin reads it too');

-- Figures.
select tests.act_as('ada');
select is(
  (select f::text from api.practitioner_figures(tests.id('ada')) as f), '(3,2027-01-04,2,0,3,0)',
  'ben, mia and zed; two this week, and one of mia''s within fourteen days; gil''s is cancelled'
);
select tests.freeze('2027-01-06 20:00+00');
select is((select f::text from api.practitioner_figures(tests.id('ada')) as f), '(3,2027-01-04,2,1,3,0)', 'on Wednesday evening one of them is done, and a second of mia''s is near');
select tests.freeze('2027-01-11 04:59+00');
select is((select week_begins from api.practitioner_figures(tests.id('ada'))), '2027-01-04'::date, 'a minute before midnight it is still that week');
select tests.freeze('2027-01-11 05:00+00');
select is((select week_begins from api.practitioner_figures(tests.id('ada'))), '2027-01-11'::date, 'and then the next');
select tests.freeze('2027-07-01 05:00+00');
select is((select f::text from api.practitioner_figures(tests.id('ada')) as f), '(1,2027-06-28,0,0,0,0)', 'half a year later only ben, who is assigned, is active');
select tests.freeze('2027-01-04 17:00+00');
select tests.act_as('anon');
select tests.book('approval', '2027-01-12 15:00', 'gil@example.com');
select tests.act_as('ada');
select is((select waiting_for_approval from api.practitioner_figures(tests.id('ada'))), 1, 'what waits for her');

-- Others.
create temp table reads as select format('select api.%s(%L)', verb, id) as call, verb, id from unnest(array['recent_activity', 'practitioner_figures']) as verb, unnest(array[tests.id('ada'), tests.id('nobody')]) as id;
grant select on reads to public;
select tests.refuses(call, 'not_found', verb || ': nobody') from reads where id = tests.id('nobody');
select tests.act_as('dan');
select tests.refuses(call, 'not_allowed', verb || ': not a colleague''s') from reads where id = tests.id('ada');
select tests.act_as('ben');
select tests.refuses(call, 'not_found', verb || ': not for clients') from reads where id = tests.id('ada');
select tests.act_as('hal');
select tests.refuses(call, 'not_found', verb || ': not for another organization') from reads where id = tests.id('ada');
select tests.act_as('anon');
select tests.forbids(call, verb || ': not for anon') from reads where id = tests.id('ada');

-- The list of clients.
select tests.freeze('2027-01-07 00:00+00');
create function pg_temp.listed() returns text[] language sql as $$
  select array_agg(concat_ws(' ', split_part(c.email, '@', 1), c.practitioner_name, c.bookings_count, to_char(c.last_starts_at at time zone 'America/Toronto', 'DD'), '-',
    to_char(c.next_starts_at at time zone 'America/Toronto', 'DD')) order by c.email)
  from api.client_list as c;
$$;
grant execute on function pg_temp.listed() to public;
select tests.act_as('ada');
select is(pg_temp.listed(), array['ben Ada 1 06 -', 'gil 1 - 12', 'mia 3 - 13', 'zed 1 - 08'], 'ada''s clients, when each came last and comes next');
select is((select next_booking_id::text from api.client_list where email = 'zed@example.com'), :'zeds', 'with the booking that comes next');
select tests.act_as('owner');
update app.practitioners set published = true where practitioner_id = tests.id('dan');
select tests.act_as('cleo');
select api.create_booking(tests.id('dan'), tests.id('single'), tests.at('2027-01-08 15:00'), tests.client('zed@example.com')) ->> 'status';
select is((pg_temp.listed())[4], 'zed 2 - 08', 'cleo counts dan''s bookings, too');
select tests.act_as('dan');
select is(pg_temp.listed(), array['zed 1 - 08'], 'dan his own only');
select tests.act_as('ben');
select is(pg_temp.listed(), array['ben Ada 1 06 -'], 'ben finds himself');
select tests.act_as('eve');
select is(pg_temp.listed(), null, 'and others nobody');
