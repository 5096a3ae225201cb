-- req: TS-11 BM-R15
-- When to try again is when it works, if nobody is quicker; what else is offered is free to whoever asks, and is the nearest.
select tests.freeze();

create function pg_temp.hint(p_sql text) returns jsonb language plpgsql as $$
declare
  v_hint text;
begin
  execute p_sql;
  return '"no refusal"';
exception when sqlstate 'PT409' or sqlstate 'PGRST' then
  get stacked diagnostics v_hint = pg_exception_hint;
  return (case when sqlstate = 'PGRST' then sqlerrm::jsonb ->> 'hint' else v_hint end)::jsonb;
end;
$$;

create function pg_temp.request(p_service text, p_local text, p_seconds integer default 300) returns text language sql as $$
  select format('select api.request_hold(%L, %L, %L, hold_seconds => %s)', tests.id('ada'), tests.id(p_service), tests.at(p_local), p_seconds);
$$;

create function pg_temp.wait(p_service text, p_local text) returns text language sql as $$
  select pg_temp.hint(pg_temp.request(p_service, p_local)) ->> 'retry_after_seconds';
$$;
grant execute on function pg_temp.hint(text), pg_temp.request(text, text, integer), pg_temp.wait(text, text) to anon, authenticated;

create function pg_temp.hold(p_service text, p_local text, p_seconds integer) returns void language plpgsql as $$
begin
  execute pg_temp.request(p_service, p_local, p_seconds);
end;
$$;
grant execute on function pg_temp.hold(text, text, integer) to anon;

-- The last of those in the way, not the first.
select tests.act_as('anon');
select pg_temp.hold('approval', '2027-01-05 10:00', 60), pg_temp.hold('approval', '2027-01-05 10:30', 200);
select is(pg_temp.wait('single', '2027-01-05 10:00'), '200', 'two holds are in the way: one waits for both');
select is(pg_temp.wait('approval', '2027-01-05 10:00'), '60', 'or for the one that is');
select tests.freeze(tests.at('2027-01-04 08:00') + interval '199 seconds');
select is(pg_temp.wait('single', '2027-01-05 10:00'), '1', 'a second before it is still so');
select tests.freeze(tests.at('2027-01-04 08:00') + interval '200 seconds');
select is(pg_temp.wait('single', '2027-01-05 10:00'), null, 'and then it can be had: this call has it');
select is(tests.claims(), 1::bigint, 'it alone');

-- A booking does not go away because a hold beside it does.
select tests.freeze();
select tests.book('approval', '2027-01-06 10:00');
select pg_temp.hold('approval', '2027-01-06 10:30', 60);
select is(pg_temp.wait('single', '2027-01-06 10:00'), null, 'a booking and a hold: there is nothing to wait for');

-- Seats: the first that may come back.
select tests.book('group', '2027-01-07 10:00');
select pg_temp.hold('group', '2027-01-07 10:00', 120), pg_temp.hold('group', '2027-01-07 10:00', 90);
select is(pg_temp.wait('group', '2027-01-07 10:00'), '90', 'a full slot: one seat is enough');
select is(pg_temp.wait('single', '2027-01-07 10:00'), null, 'but another service needs them all gone, and one is booked');

-- Too late is too late.
select pg_temp.hold('limited', '2027-01-05 13:00', 300);
select tests.freeze(tests.at('2027-01-04 12:57'));
select pg_temp.hold('limited', '2027-01-05 13:30', 300), pg_temp.hold('approval', '2027-01-05 13:00', 300);
select is(pg_temp.wait('limited', '2027-01-05 13:00'), null, 'what would be within the notice by then is not worth the wait');
select tests.act_as('ada');
select is(pg_temp.wait('limited', '2027-01-05 13:00'), '300', 'but it is for her, who needs no notice');

-- Whoever moves has the own time to move across, and is not sent where the booking is.
select tests.freeze();
select tests.act_as('ben');
select tests.book('single', '2027-01-11 14:00', 'ben@example.com') as booking_id \gset
select tests.act_as('anon');
select tests.book('single', '2027-01-11 15:30');
select tests.act_as('ben');
create temp table free as
select f.starts_at::text from jsonb_array_elements_text(
  pg_temp.hint(format('select api.reschedule_booking(%L, %L)', :'booking_id', tests.at('2027-01-11 14:45'))) -> 'alternatives'
) as f (starts_at);
select is(
  (select string_agg(to_char(f.starts_at::timestamptz at time zone 'America/Toronto', 'HH24:MI'), ' ' order by f.starts_at::timestamptz) from free as f),
  '13:00 13:15 13:30 13:45 14:15', 'the nearest are those that overlap the present time, which is not among them'
);
select is((api.reschedule_booking(:'booking_id', f.starts_at::timestamptz)).starts_at, f.starts_at::timestamptz, 'and can be had: ' || f.starts_at) from free as f;

-- By a hold that is to move it, and by the link: the same.
select (api.reschedule_booking(:'booking_id', tests.at('2027-01-11 14:00'))).status;
select set_eq(
  format(
    'select * from jsonb_array_elements_text(pg_temp.hint(%L) -> ''alternatives'')',
    format('select api.request_hold(%L, %L, %L, booking_id => %L)', tests.id('ada'), tests.id('single'), tests.at('2027-01-11 14:45'), :'booking_id')
  ),
  'select starts_at from free', 'a hold that is to move it is sent to the same times'
);
select tests.token(:'booking_id', 'the-link') as token \gset
select tests.act_as('anon');
select is(
  pg_temp.hint(format('select api.reschedule_by_token(%L, %L)', :'token', tests.at('2027-01-11 14:45'))) -> 'alternatives',
  (select jsonb_agg(s.starts_at order by s.starts_at) from (
    select s.starts_at from jsonb_to_recordset(api.slots_by_token(:'token', '2027-01-10', '2027-01-13')) as s (starts_at timestamptz)
    order by abs(extract(epoch from s.starts_at - tests.at('2027-01-11 14:45'))), s.starts_at limit 5
  ) as s), 'and so is the link'
);

-- Where the days around are full, further away; never more than five, and none that is not free.
select tests.act_as('ada');
select api.create_booking(tests.id('ada'), tests.id('approval'), s.starts_at, tests.client('crowd-' || s.starts_at::text::date || '@example.com')) ->> 'status'
from api.available_slots(tests.id('ada'), tests.id('approval'), '2027-01-19', '2027-01-29') as s;
select tests.act_as('anon');
select is(
  pg_temp.hint(pg_temp.request('approval', '2027-01-25 10:00')) -> 'alternatives',
  (select jsonb_agg(s.starts_at order by s.starts_at) from (
    select s.starts_at from api.available_slots(tests.id('ada'), tests.id('approval'), '2027-01-05', '2027-03-01') as s
    order by abs(extract(epoch from s.starts_at - tests.at('2027-01-25 10:00'))), s.starts_at limit 5
  ) as s), 'two full weeks: the nearest beyond them'
);
