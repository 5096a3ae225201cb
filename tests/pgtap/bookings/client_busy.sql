-- req: TS-11 TS-9 BM-R15 BM-R17
-- A client is in one place in all of an organization, whichever verb is asked; each says where else there is, and tells nobody more than that.
select tests.freeze();

create function pg_temp.told(p_sql text) returns jsonb language plpgsql as $$
declare
  v_hint text;
  v_answer jsonb;
begin
  execute p_sql into v_answer;
  return jsonb_build_object('word', v_answer ->> 'message', 'free', (v_answer ->> 'hint')::jsonb -> 'alternatives');
exception when sqlstate 'PT409' then
  get stacked diagnostics v_hint = pg_exception_hint;
  return jsonb_build_object('word', sqlerrm, 'free', v_hint::jsonb -> 'alternatives');
end;
$$;

create function pg_temp.clock(p_told jsonb) returns text language sql as $$
  select concat_ws(' ', p_told ->> 'word', (
    select string_agg(to_char(a::timestamptz at time zone 'America/Toronto', 'HH24:MI'), ' ' order by a::timestamptz) from jsonb_array_elements_text(p_told -> 'free') as a
  ));
$$;
grant execute on function pg_temp.told(text), pg_temp.clock(jsonb) to anon, authenticated;

-- ben is with dan at 9:45 and at 11, and with ada at 15.
select tests.act_as('ben');
select tests.book('single', '2027-01-05 09:45', 'ben@example.com', 'dan');
select tests.book('single', '2027-01-05 11:00', 'ben@example.com', 'dan');
select tests.book('single', '2027-01-05 15:00', 'ben@example.com') as with_ada \gset
select format('select to_jsonb(b) from api.reschedule_booking(%L, %L) as b', :'with_ada', tests.at('2027-01-05 10:15')) as to_dans_time \gset

select is(pg_temp.clock(pg_temp.told(:'to_dans_time')), 'client_busy 13:00 13:15 13:30 13:45 14:00', 'ben is sent to times at which he is nowhere');
select is((select starts_at from api.bookings where booking_id = :'with_ada'), tests.at('2027-01-05 15:00'), 'and keeps the time he has');
select tests.act_as('cleo');
select is(pg_temp.clock(pg_temp.told(:'to_dans_time')), 'client_busy 13:00 13:15 13:30 13:45 14:00', 'so is the admin, who sees all of ben''s bookings');
select tests.act_as('ada');
select is(
  pg_temp.clock(pg_temp.told(:'to_dans_time')), 'client_busy 09:00 09:15 13:00 13:15 13:30',
  'ada learns that this time is not it, and nothing about the others'
);
select tests.token(:'with_ada', 'the-link') as token \gset
select tests.act_as('anon');
select is(
  pg_temp.clock(pg_temp.told(format('select api.reschedule_by_token(%L, %L)', :'token', tests.at('2027-01-05 10:15')))),
  'client_busy 09:00 09:15 13:00 13:15 13:30', 'nor does whoever has the link'
);

-- A hold that is to move it: released at once (TS-9), and sent to the same times.
select tests.act_as('ben');
select api.request_hold(tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:15'), booking_id => :'with_ada') ->> 'hold_key' as key \gset
select is(
  pg_temp.clock(pg_temp.told(format('select api.confirm_hold(%L)', :'key'))), 'client_busy 13:00 13:15 13:30 13:45 14:00', 'a hold that is to move it as well'
);
select is(current_setting('response.status'), '409', 'with the status of a conflict');
select is(tests.claims(), 1::bigint, 'and it is released');
select is(tests.status(:'with_ada'), 'confirmed', 'the booking is where it was');

-- A guest's hold, and the practitioner's hand.
select tests.act_as('anon');
select tests.book('single', '2027-01-06 09:45', 'gil@example.com', 'dan');
select tests.hold('single', '2027-01-06 10:15') as key \gset
select pg_temp.told(format('select api.confirm_hold(%L, tests.client())', :'key')) as told \gset
select is(
  :'told'::jsonb -> 'free',
  (select jsonb_agg(s.starts_at order by s.starts_at) from (
    select s.starts_at from api.available_slots(tests.id('ada'), tests.id('single'), '2027-01-06', '2027-01-06') as s
    where not tstzrange(s.starts_at, s.ends_at) && tstzrange(tests.at('2027-01-06 10:15'), tests.at('2027-01-06 11:05'))
    order by abs(extract(epoch from s.starts_at - tests.at('2027-01-06 10:15'))), s.starts_at limit 5
  ) as s), 'a guest is sent to what does not touch the time asked for'
);
select tests.act_as('ada');
select tests.refuses(
  format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:15')),
  'client_busy', 'ada cannot put gil there either'
);
select is(
  jsonb_array_length(pg_temp.told(
    format('select api.create_booking(%L, %L, %L, tests.client())', tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:15'))
  ) -> 'free'), 5, 'and is told where she can'
);

-- A series says on which day, and offers times near it that it does not take itself.
select pg_temp.told(format(
  $q$ select api.create_booking(%L, %L, %L, tests.client(), recurrence => 'FREQ=DAILY;COUNT=3') $q$, tests.id('ada'), tests.id('single'), tests.at('2027-01-05 10:00')
)) as told \gset
select is(:'told'::jsonb ->> 'word', 'client_busy', 'a series that meets one of gil''s others is refused');
select is(
  (select count(*) from jsonb_array_elements_text(:'told'::jsonb -> 'free') as a
   where a::timestamptz between tests.at('2027-01-05 00:00') and tests.at('2027-01-07 23:59')
     and a::timestamptz not in (tests.at('2027-01-05 10:00'), tests.at('2027-01-06 10:00'), tests.at('2027-01-07 10:00'))),
  5::bigint, 'with times near the day in question'
);

-- Overbooking takes both out of the rule; moved to a time of their own, both are in it again.
select api.create_booking(tests.id('ada'), tests.id('single'), tests.at('2027-01-06 10:00'), tests.client(), overbook => true) ->> 'booking_id' as over \gset
select ok((select overbooked from api.bookings where booking_id = :'over'), 'on purpose gil may be in two places');
select (api.reschedule_booking(:'over', tests.at('2027-01-07 10:00'))).status;
select tests.act_as('anon');
select tests.hold('single', '2027-01-07 10:30', 'dan') as key \gset
select tests.refuses(format('select api.confirm_hold(%L, tests.client())', :'key'), 'client_busy', 'once it has moved to free time, gil is there and nowhere else');
