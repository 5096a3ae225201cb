-- Every topic that is written anywhere has its kind, and every kind is written.
create temp table written as
select m[1] as topic
from pg_proc as p
cross join lateral regexp_matches(p.prosrc, '''([a-z_]+\.[a-z_]+)''', 'g') as m
where p.pronamespace in ('app'::regnamespace, 'private'::regnamespace) and p.prosrc ~ 'insert into app\.outbox_events'
  -- Entries of the audit log and functions are called alike.
  and not exists (select from pg_proc as f where f.oid::regproc::text = m[1]) and p.prosrc !~ ('record\([^;]*''' || m[1] || '''')
union
-- What becomes of a booking, alone or in a series.
select entity || '.' || change
from (
  select distinct split_part(app.booking_topic(null, jsonb_populate_record(null::app.bookings, jsonb_build_object('status', s))), '.', 2) as change
  from unnest(array['pending', 'confirmed']) as s
  union
  select split_part(app.booking_topic(
    jsonb_populate_record(null::app.bookings, before || '{"booking_id": "00000000-0000-0000-0000-000000000000"}'),
    jsonb_populate_record(null::app.bookings, before || after)
  ), '.', 2)
  from (
    select jsonb_build_object('status', f, 'starts_at', now(), 'ends_at', now()) as before, jsonb_build_object('status', t, 'cancelled_by', w, 'starts_at', s) as after
    from unnest(array['pending', 'confirmed', 'rescheduled']) as f, unnest(array['pending', 'confirmed', 'rescheduled', 'cancelled', 'completed', 'no_show']) as t,
      unnest(array['client', 'practitioner', 'system']) as w, unnest(array[now(), now() + interval '1 hour']) as s
  ) as changes
) as changes
cross join unnest(array['booking', 'series']) as entity
where change is not null
union
select 'series.changed';

select cmp_ok((select count(*) from written), '>', 15::bigint, 'topics were found in the functions');
select set_eq('select topic from written', 'select distinct topic from app.message_kinds', 'every topic that is written has its kind, and no kind is of nothing');
select is_empty($$ select topic from app.message_kinds where recipient = 'invitee' and not essential $$, 'who is nobody yet can switch nothing off');
