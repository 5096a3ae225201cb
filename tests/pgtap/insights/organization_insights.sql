-- organization_insights and note_visit: what an admin reads of them, and who is counted.
-- req: DR-8.1
select tests.freeze();
create function pg_temp.refresh() returns void language plpgsql as $$
begin
  perform tests.act_as('service');
  while (api.refresh_figures() ->> 'days_begun')::integer > 0 loop null; end loop;
  perform api.refresh_figures();
  perform tests.act_as('owner');
end;
$$;
create function pg_temp.insights(p_from date, p_to date, p_who text default null) returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform tests.act_as('cleo');
  v_answer := api.organization_insights(tests.id('river'), p_from, p_to, case when p_who is not null then tests.id(p_who) end);
  perform tests.act_as('owner');
  return v_answer;
end;
$$;

-- Who is counted.
select tests.act_as('anon');
select is(api.note_visit('shown', array[tests.id('ada'), tests.id('dan'), tests.id('eve'), tests.id('nobody')]), '{"counted": 3}', 'a search showed three; who does not exist is not counted');
select is(api.note_visit('shown', array[tests.id('ada')]), '{"counted": 1}', 'somebody else''s search showed one');
select is(api.note_visit('opened', array[tests.id('ada')]), '{"counted": 1}', 'who was opened');
select is(api.note_visit('visited', array[tests.id('ada'), tests.id('ada')]), '{"counted": 1}', 'named twice is once');
select is(api.note_visit('chosen', array[tests.id('ada')], 'just once'), '{"counted": 1}', 'who was chosen');
select is(api.note_visit('chosen', array[tests.id('ada')], 'just once'), '{"counted": 1}', 'a repeated call says the same');
select set_config('request.headers', '{"sec-gpc": "1"}', true) as headers \gset
select is(api.note_visit('shown', array[tests.id('ada')]), '{"counted": 0}', 'who asks not to be tracked is not counted');
select set_config('request.headers', '{"dnt": "1"}', true) as headers \gset
select is(api.note_visit('shown', array[tests.id('ada')]), '{"counted": 0}', 'in whatever words');
select set_config('request.headers', '{"x-forwarded-for": "192.0.2.7"}', true) as headers \gset
select is((select count(*) from (select api.note_visit('shown', array[tests.id('dan')]) from generate_series(1, 120)) as n), 120::bigint, 'one place may tell of 120 in a minute');
select tests.refuses($$ select api.note_visit('shown', array[tests.id('dan')]) $$, 'too_many_requests', 'and no more');
select tests.act_as('dan');
select is(api.note_visit('visited', array[tests.id('ada'), tests.id('eve')]), '{"counted": 1}', 'who works there looks after the page');
select tests.refuses($$ select api.note_visit('hovered', array[tests.id('ada')]) $$, 'invalid_argument', 'a kind of visit that nobody knows');
select tests.refuses($$ select api.note_visit(null, array[tests.id('ada')]) $$, 'invalid_argument', 'none');
select tests.refuses($$ select api.note_visit('shown', '{}') $$, 'invalid_argument', 'of nobody');
select tests.refuses($$ select api.note_visit('shown', array_fill(tests.id('ada'), array[51])) $$, 'invalid_argument', 'of a crowd');
select tests.act_as('cleo');
update api.organization_settings set count_visits = false where organization_id = tests.id('river');
select tests.act_as('anon');
select is(api.note_visit('shown', array[tests.id('ada'), tests.id('eve')]), '{"counted": 1}', 'River has switched it off, Hill has not');

-- What is told.
select tests.act_as('ada');
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-04 10:00'), tests.client('one@example.com')) is not null as done \gset
select tests.act_as('owner');
insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, status, finished_at, mail_status, mail_status_at)
select tests.id('river'), 'booking.reminder', 'client', gen_random_uuid(), '{}', s.status, app.now(), s.mail_status, case when s.mail_status is not null then app.now() end
from (values ('delivered', 'delivered'), ('delivered', 'complained'), ('delivered', 'bounced'), ('delivered', null), ('failed', null)) as s (status, mail_status);
update app.outbox_events set mail_status = 'delivered', mail_status_at = app.now() where organization_id = tests.id('river') and status = 'delivered' and mail_status is null;
select pg_temp.refresh();
select pg_temp.insights('2027-01-04', '2027-01-10') as told \gset
select is(:'told'::jsonb ->> 'to_date', '2027-01-04', 'until today at the latest');
select is(:'told'::jsonb ->> 'visits_are_counted', 'false', 'whether visits are counted is told');
select is(
  :'told'::jsonb -> 'total',
  '{"made": 1, "made_online": 0, "appointments": 1, "completed": 0, "no_shows": 0, "cancelled_by_client": 0, "cancelled_by_practice": 0, "cancelled_late": 0, "lapsed": 0,
    "booked_minutes": 50, "offered_minutes": 840, "held": 0, "shown": 123, "opened": 1, "visited": 1, "chosen": 1, "utilisation": 0.0595, "cancellation_rate": 0.0000,
    "no_show_rate": null, "click_through": 0.0081, "booking_conversion": 1.0000, "hold_conversion": null,
    "reviews": 0, "average_rating": null, "nps": null}',
  'of all, counts and rates'
);
select is(
  :'told'::jsonb -> 'mail',
  '{"taken": 4, "failed": 1, "dropped": 0, "arrived": 3, "bounced": 1, "complained": 1, "sent_rate": 0.8000, "arrived_rate": 0.7500}', 'how much of the mail arrives'
);
select is(:'told'::jsonb #> '{days,0,mail}', :'told'::jsonb -> 'mail', 'and on which day');
select is(:'told'::jsonb #>> '{before,offered_minutes}', '0', 'the day before was a Sunday');
select is(
  (select array_agg(p ->> 'name' || ' ' || (p ->> 'utilisation') order by p ->> 'name') from jsonb_array_elements(:'told'::jsonb -> 'practitioners') as p),
  array['Ada 0.1190', 'Dan 0.0000'], 'each practitioner'
);
select pg_temp.insights('2026-12-06', '2027-01-04', 'ada') as of_ada \gset
select is(jsonb_array_length(:'of_ada'::jsonb -> 'days'), 30, 'thirty days, those without anything too');
select is(:'of_ada'::jsonb #>> '{days,29,day}', '2027-01-04', 'in order');
select is(:'of_ada'::jsonb -> 'mail', 'null'::jsonb, 'mail is nobody''s alone');
select is(:'of_ada'::jsonb #>> '{total,shown}', '2', 'ada''s own');
select is(:'of_ada'::jsonb::text ~ 'one@example|Gil', false, 'no client is named');
select is(jsonb_array_length(:'of_ada'::jsonb -> 'practitioners'), 1, 'nor any colleague');

-- Who may read it.
select tests.act_as('cleo');
select tests.refuses(format('select api.organization_insights(%L, %L, %L, %L)', tests.id('river'), d.f, d.t, d.p), w, s)
from (values
  ('2027-01-05', '2027-01-06', null, 'invalid_argument', 'days that have not begun'), ('2026-01-01', '2027-01-04', null, 'invalid_argument', 'more than a year'),
  ('2027-01-04', '2027-01-03', null, 'invalid_argument', 'backwards'), ('-infinity', '2027-01-03', null, 'invalid_argument', 'for ever'),
  ('2027-01-04', '2027-01-04', tests.id('eve')::text, 'not_found', 'another practice''s practitioner')
) as d (f, t, p, w, s);
select tests.refuses(format('select api.organization_insights(%L, %L, %L)', tests.id('hill'), '2027-01-04', '2027-01-04'), 'not_found', 'another practice');
select tests.act_as('ada');
select tests.refuses(format('select api.organization_insights(%L, %L, %L)', tests.id('river'), '2027-01-04', '2027-01-04'), 'not_allowed', 'a practitioner');

-- What clients say, of five or more.
select tests.act_as('owner');
create temp table reviewed as
select n, tests.book('group', case when n < 4 then '2027-01-04 11:00' else '2027-01-04 14:00' end, 'client' || n || '@example.com') as booking_id from generate_series(1, 6) as n;
insert into app.reviews (organization_id, booking_id, practitioner_id, client_id, rating, recommend)
select b.organization_id, b.booking_id, b.practitioner_id, b.client_id, r.n - 1, (array[0, 0, 6, 7, 9, 10])[r.n]
from reviewed as r join app.bookings as b on b.booking_id = r.booking_id where r.n > 1;
select pg_temp.refresh();
select is(
  pg_temp.insights('2027-01-04', '2027-01-04') -> 'total' @> '{"reviews": 5, "average_rating": 3.0, "nps": 0}', true,
  'five clients said something: two would recommend her, two would not'
);
select is(pg_temp.insights('2027-01-04', '2027-01-04') #>> '{practitioners,0,average_rating}', '3.0', 'of each practitioner');
select is(pg_temp.insights('2027-01-04', '2027-01-04') #> '{days,0}' ?| array['average_rating', 'nps', 'reviews'], false, 'never of a day');
select is_empty($$ select * from app.figures_amiss(tests.id('river'), '2027-01-04', '2027-01-04') $$, 'it is the truth');
select tests.act_as('owner');
update app.reviews set hidden_at = app.now(), hidden_by = 'user:cleo', hidden_reason = 'rude' where rating = 1;
select pg_temp.refresh();
select is(
  pg_temp.insights('2027-01-04', '2027-01-04') -> 'total' @> '{"reviews": 4, "average_rating": null, "nps": null}', true,
  'one is hidden, and four could be told apart'
);
select is_empty($$ select * from app.figures_amiss(tests.id('river'), '2027-01-04', '2027-01-04') $$, 'which is the truth, too');

-- What was booked without a visitor's hold is no conversion of holds.
select tests.act_as('owner');
select is(
  array(
    select app.figures_answer(jsonb_populate_record(null::app.figure_sums, v.sums)) ->> 'hold_conversion'
    from (values (1, '{"made_online": 1, "held": 2}'::jsonb), (2, '{"made_online": 3, "held": 2}')) as v (number, sums) order by v.number
  ),
  array['0.5000', null], 'half of the holds became bookings; of more bookings than holds nothing is said'
);
