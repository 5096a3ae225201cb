-- req: DR-3.1
-- The same promise on the days on which clocks change, with hours in the hour that is skipped or repeated.
select tests.freeze('2027-02-20 12:00+00');

create function pg_temp.disagreements(p_zone text, p_date date, p_rules text[]) returns setof text language plpgsql as $$
declare
  v_offered timestamptz[];
  v_start timestamptz;
begin
  delete from app.availability_rules where practitioner_id = tests.id('dan');
  update app.practitioners set time_zone = p_zone where practitioner_id = tests.id('dan');
  insert into app.availability_rules (organization_id, practitioner_id, weekday, starts_local, ends_local)
  select tests.id('river'), tests.id('dan'), extract(isodow from p_date), split_part(r, '-', 1)::time, split_part(r, '-', 2)::time
  from unnest(p_rules) as r;
  v_offered := array(select s.starts_at from api.available_slots(tests.id('dan'), tests.id('single'), p_date - 1, p_date + 1) as s);
  for v_start in
    select generate_series(p_date::timestamp at time zone p_zone - interval '3 hours', p_date::timestamp at time zone p_zone + interval '9 hours', interval '5 minutes')
    union
    select unnest(v_offered)
  loop
    if tests.can_hold('dan', 'single', v_start) <> (v_start = any (v_offered)) then
      return next format('%s %s', v_start, case when v_start = any (v_offered) then 'is offered and refused' else 'is granted and not offered' end);
    end if;
  end loop;
end;
$$;

update app.services
set duration_minutes = 20, step_minutes = 20, buffer_before_minutes = 0, buffer_after_minutes = 0, max_advance_days = 365
where service_id = tests.id('single');

select is_empty(
  format('select pg_temp.disagreements(%L, %L, %L)', zone, date, rules), format('%s on %s, open %s', zone, date, array_to_string(rules, ' and '))
)
from (values
  ('America/Toronto', date '2027-03-14', array['00:00-06:00']),
  ('America/Toronto', date '2027-03-14', array['01:10-02:30', '03:00-05:00']),
  ('America/Toronto', date '2027-03-14', array['02:00-03:00', '04:00-05:00']),
  ('America/Toronto', date '2027-03-14', array['02:30-03:30', '03:30-05:00']),
  ('America/Toronto', date '2027-11-07', array['00:00-06:00']),
  ('America/Toronto', date '2027-11-07', array['00:30-01:20', '01:20-02:10', '02:10-04:00']),
  ('America/Toronto', date '2027-11-07', array['01:30-01:50', '02:00-03:00']),
  ('America/St_Johns', date '2027-03-14', array['01:00-02:20', '02:40-04:00']),
  ('America/St_Johns', date '2027-11-07', array['00:50-01:30', '01:30-04:00']),
  ('Australia/Lord_Howe', date '2027-04-04', array['01:00-01:40', '01:40-04:00']),
  ('Australia/Lord_Howe', date '2027-10-03', array['01:00-02:10', '02:20-04:00'])
) as day (zone, date, rules);
