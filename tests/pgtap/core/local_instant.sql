-- Wall time to instants, held against a search through all instants around each change of the clocks.
create function pg_temp.searched(p_local timestamp, p_zone text) returns timestamptz language sql as $$
  select coalesce(
    -- The first instant that has this wall time,
    (select min(t) from generate_series(p_local at time zone 'UTC' - interval '15 hours', p_local at time zone 'UTC' + interval '15 hours', interval '5 minutes') as t
     where t at time zone p_zone = p_local),
    -- or, in a gap, the wall time read with the offset before the gap: the greatest instant whose wall time is earlier says which offset that is.
    (select (p_local - (t at time zone p_zone - t at time zone 'UTC')) at time zone 'UTC'
     from generate_series(p_local at time zone 'UTC' - interval '15 hours', p_local at time zone 'UTC' + interval '15 hours', interval '5 minutes') as t
     where t at time zone p_zone < p_local order by t desc limit 1)
  );
$$;

select is_empty(
  format(
    $$ select local, app.local_instant(local, %1$L), pg_temp.searched(local, %1$L)
       from generate_series(%2$L::timestamp - interval '5 hours', %2$L::timestamp + interval '5 hours', interval '5 minutes') as local
       where app.local_instant(local, %1$L) <> pg_temp.searched(local, %1$L) $$,
    zone, change
  ),
  format('%s around %s', zone, change)
)
from (values
  ('America/Toronto', '2027-03-14 02:00'), ('America/Toronto', '2027-11-07 02:00'),
  ('America/St_Johns', '2027-03-14 02:00'), ('America/St_Johns', '2027-11-07 02:00'),
  ('Australia/Lord_Howe', '2027-10-03 02:00'), ('Australia/Lord_Howe', '2027-04-04 02:00'),
  ('Europe/London', '2027-03-28 01:00'), ('Europe/London', '2027-10-31 02:00'),
  ('America/Havana', '2027-03-14 00:00'), ('America/Havana', '2027-11-07 01:00'),
  ('Asia/Kolkata', '2027-05-01 12:00'), ('Pacific/Auckland', '2027-09-26 02:00'), ('UTC', '2027-01-01 00:00')
) as c (zone, change);

select is(app.local_instant('2027-11-07 01:30', 'America/Toronto'), '2027-11-07 05:30+00'::timestamptz, 'a time that occurs twice means the first');
select is(app.local_instant('2027-03-14 02:30', 'America/Toronto'), '2027-03-14 07:30+00'::timestamptz, 'one that does not exist takes the offset before the gap');
select is(app.local_instant('2027-04-04 01:45', 'Australia/Lord_Howe'), '2027-04-03 14:45+00'::timestamptz, 'also where the change is half an hour');
select is(app.offset_minutes('2027-04-04 00:00+00', 'Australia/Lord_Howe'), 630, 'an offset in minutes');
select is(app.offset_minutes('2027-01-04 00:00+00', 'America/St_Johns'), -210, 'west of Greenwich it is negative');

select is(app.is_time_zone(zone), expected, format('“%s” is %s time zone', zone, case when expected then 'a' else 'no' end))
from (values
  ('UTC', true), ('America/Toronto', true), ('America/Argentina/Buenos_Aires', true), ('Australia/Lord_Howe', true),
  ('Toronto', false), ('EST5EDT', false), ('FOO+3', false), ('Mars/Olympus', false), ('', false), ('America/Toronto; drop table', false)
) as z (zone, expected);
