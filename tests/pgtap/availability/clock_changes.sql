-- req: DR-3.1
-- Weekly hours keep their wall time when the clocks change, and durations stay.
select tests.freeze('2027-02-20 12:00+00');
update app.services
set duration_minutes = 30, step_minutes = 30, buffer_before_minutes = 0, buffer_after_minutes = 0, max_advance_days = 365
where service_id = tests.id('single');

create function pg_temp.starts(p_zone text, p_date date, p_hours text) returns text[] language plpgsql as $$
begin
  delete from app.availability_rules where practitioner_id = tests.id('dan');
  update app.practitioners set time_zone = p_zone where practitioner_id = tests.id('dan');
  insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
  values (tests.id('river'), tests.id('dan'), extract(isodow from p_date), split_part(p_hours, '-', 1)::time, split_part(p_hours, '-', 2)::time);
  return array(
    select to_char(s.starts_at at time zone p_zone, 'HH24:MI') || '+' || to_char(s.starts_at at time zone 'UTC', 'HH24:MI')
    from api.available_slots(tests.id('dan'), tests.id('single'), p_date, p_date) as s
  );
end;
$$;

select is(pg_temp.starts(zone, date, hours), starts::text[], format('%s on %s from %s (local + UTC)', zone, date, hours))
from (values
  ('America/Toronto', date '2027-03-12', '09:00-10:00', '{09:00+14:00,09:30+14:30}'),
  ('America/Toronto', date '2027-03-15', '09:00-10:00', '{09:00+13:00,09:30+13:30}'),
  -- The hour that is skipped.
  ('America/Toronto', date '2027-03-14', '01:00-04:00', '{01:00+06:00,01:30+06:30,03:00+07:00,03:30+07:30}'),
  ('America/Toronto', date '2027-03-14', '02:00-03:00', '{}'),
  ('America/Toronto', date '2027-03-14', '02:30-04:00', '{03:30+07:30}'),
  -- The hour that is repeated: both halves, told apart by the instant.
  ('America/Toronto', date '2027-11-07', '01:00-02:30', '{01:00+05:00,01:30+05:30,01:00+06:00,01:30+06:30,02:00+07:00}'),
  ('America/Toronto', date '2027-11-07', '00:30-01:30', '{00:30+04:30,01:00+05:00}'),
  ('America/St_Johns', date '2027-03-14', '01:30-03:30', '{01:30+05:00,03:00+05:30}'),
  ('America/St_Johns', date '2027-11-07', '01:00-02:00', '{01:00+03:30,01:30+04:00,01:00+04:30,01:30+05:00}'),
  -- Half an hour.
  ('Australia/Lord_Howe', date '2027-10-03', '01:30-03:00', '{01:30+15:00,02:30+15:30}'),
  ('Australia/Lord_Howe', date '2027-04-04', '01:00-02:30', '{01:00+14:00,01:30+14:30,01:30+15:00,02:00+15:30}')
) as day (zone, date, hours, starts);

-- A start in the gap does not exist: nobody can ask for it but by an instant that is something else.
update app.practitioners set time_zone = 'America/Toronto' where practitioner_id = tests.id('dan');
delete from app.availability_rules where practitioner_id = tests.id('dan');
insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local) values (tests.id('river'), tests.id('dan'), 7, '02:00', '03:00');
select tests.act_as('anon');
select tests.refuses(
  format('select api.request_hold(%L, %L, %L)', tests.id('dan'), tests.id('single'), '2027-03-14 02:30 America/Toronto'), 'outside_availability', 'a time in the gap'
);
select api.request_hold(tests.id('dan'), tests.id('single'), '2027-03-21 02:00 America/Toronto', time_zone => 'America/Toronto') as held \gset
select is(:'held'::jsonb -> 'holds' -> 0 ->> 'start_offset_minutes', '-240', 'a hold knows the offset of its own day');
