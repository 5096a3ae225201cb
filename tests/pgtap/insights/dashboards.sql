-- practitioner_dashboard and my_dashboard: one answer each.
-- req: CP-7.1 CP-7.3 CP-8.1 CP-8.2 CP-8.3 CP-8.4 DR-3.4
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-04 10:00', 'ben@example.com') as first \gset
select tests.book('single', '2027-01-06 10:00', 'ben@example.com') is not null as done \gset
select tests.book('single', '2027-01-18 16:00', 'ben@example.com') as last \gset
select tests.book('single', '2027-01-19 10:00', 'ben@example.com') is not null as done \gset
select tests.book('single', '2027-01-05 10:00', 'ben@example.com', 'dan') as dans \gset

select tests.act_as('ada');
select api.practitioner_dashboard(tests.id('river'), tests.id('ada')) as told \gset
select is(:'told'::jsonb ->> 'today', '2027-01-04', 'her day');
select is(
  (select array_agg(b ->> 'starts_at') from jsonb_array_elements(:'told'::jsonb -> 'bookings') as b),
  array['2027-01-04T15:00:00+00:00', '2027-01-06T15:00:00+00:00', '2027-01-18T21:00:00+00:00'], 'today and the next fourteen days, in order; what is later is not'
);
select is(:'told'::jsonb #>> '{bookings,0,client_name}', 'Gil Guest', 'with names');
select is(
  (:'told'::jsonb) @> '{"active_clients": 1, "this_week": 2, "this_week_done": 0, "next_14_days": 2, "waiting_for_approval": 0, "week_begins": "2027-01-04"}', true,
  'what practitioner_figures says'
);
select is(jsonb_array_length(:'told'::jsonb -> 'activity'), 4, 'what clients did');
select tests.freeze('2027-01-05 04:30+00');
select is(api.practitioner_dashboard(tests.id('river'), tests.id('ada')) ->> 'today', '2027-01-04', 'half an hour before midnight it is still Monday');
select is(api.practitioner_dashboard(tests.id('river'), tests.id('ada'), 'Asia/Tokyo') ->> 'today', '2027-01-05', 'where she is just now it is not');
select tests.freeze();
select is(
  (select array_agg(b ->> 'starts_at') from jsonb_array_elements(api.practitioner_dashboard(tests.id('river'), tests.id('ada'), on_date => '2027-01-18') -> 'bookings') as b),
  array['2027-01-18T21:00:00+00:00', '2027-01-19T15:00:00+00:00'], 'another day, and fourteen after it'
);
select tests.refuses(format('select api.practitioner_dashboard(%L, %L, on_date => %L)', tests.id('river'), tests.id('ada'), 'infinity'), 'invalid_argument', 'no day');
select tests.refuses(format('select api.practitioner_dashboard(%L, %L)', tests.id('river'), tests.id('dan')), 'not_allowed', 'a colleague''s');
select is(jsonb_array_length(api.practitioner_dashboard(tests.id('river')) -> 'bookings'), 3, 'everybody''s are her own, who may read no others');
select tests.refuses(format('select api.practitioner_dashboard(%L, %L, %L)', tests.id('river'), tests.id('ada'), 'Moon'), 'invalid_argument', 'a zone that is none');
select tests.refuses(format('select api.practitioner_dashboard(%L, %L)', tests.id('hill'), tests.id('ada')), 'not_found', 'as if she were another practice''s');
select tests.act_as('cleo');
select api.practitioner_dashboard(tests.id('river')) as told \gset
select is(
  (select array_agg(distinct b ->> 'practitioner_name' order by b ->> 'practitioner_name') from jsonb_array_elements(:'told'::jsonb -> 'bookings') as b),
  array['Ada', 'Dan'], 'an admin sees everybody''s'
);
select is(:'told'::jsonb #>> '{active_clients}', '1', 'and counts the clients on file');
select is(jsonb_array_length(:'told'::jsonb -> 'activity'), 5, 'and what they did with whom');
select tests.refuses(format('select api.practitioner_dashboard(%L)', tests.id('hill')), 'not_found', 'nothing of another practice');

select tests.act_as('ben');
select api.my_dashboard() as told \gset
select is(jsonb_array_length(:'told'::jsonb -> 'upcoming'), 5, 'the next, and those after it');
select is(:'told'::jsonb #>> '{upcoming,0,booking_id}', :'first', 'soonest first');
select is(:'told'::jsonb - 'upcoming' - 'unread', '{"past_count": 0, "to_review": 0}', 'nothing behind him');
select tests.freeze('2027-01-04 20:00+00');
select api.cancel_booking(:'dans') is not null as done \gset
select is(api.my_dashboard() ->> 'past_count', '2', 'what is over, and what was cancelled');
select is(api.my_dashboard() #>> '{upcoming,0,starts_at}', '2027-01-06T15:00:00+00:00', 'and the next is another');
select tests.act_as('uma');
select is(api.my_dashboard() - 'unread', '{"upcoming": [], "past_count": 0, "to_review": 0}', 'who is nobody''s client has nothing');
select tests.act_as('ada');
select is(api.my_dashboard() -> 'upcoming', '[]', 'what a practitioner gives is not what she takes');
