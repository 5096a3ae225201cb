-- apply_changes: several changes of hours at once, and what they strand.
--
-- Room:   hours
-- Reads:  app.bookings, app.practitioners, app.availability_rules, app.availability_exceptions
-- Writes: app.availability_rules, app.availability_exceptions, app.practitioners, app.audit_log
-- Raises: PT400 invalid_argument, PT404 not_found, PT409 rule_overlaps
create function app.apply_changes(p_practitioner app.practitioners, p_changes jsonb)
returns app.bookings[]
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_outside_before uuid[] := array(select b.booking_id from app.bookings_outside_hours(p_practitioner.practitioner_id) as b);
  v_change jsonb;
  v_constraint text;
begin
  if jsonb_typeof(p_changes) is distinct from 'array' or jsonb_array_length(p_changes) not between 1 and 100 then
    perform app.fail_change('changes must be a list of 1 to 100 changes.');
  end if;
  perform set_config('app.stranded', 'counted', true);
  begin
    -- What goes away makes room for what comes.
    for v_change in select c from jsonb_array_elements(p_changes) with ordinality as l (c, n) order by c ->> 'change' not like 'delete%', n loop
      perform app.apply_change(p_practitioner, v_change);
    end loop;
  exception
    when check_violation or exclusion_violation or foreign_key_violation or not_null_violation then
      get stacked diagnostics v_constraint = constraint_name;
      perform app.fail_change(format('This does not hold: %s.', coalesce(nullif(replace(v_constraint, '_', ' '), ''), 'something is missing')));
    when invalid_text_representation or invalid_parameter_value or datetime_field_overflow or invalid_datetime_format or numeric_value_out_of_range then
      perform app.fail_change(format('A value is not understood: %s.', sqlerrm));
  end;
  perform set_config('app.stranded', '', true);
  -- Only what these changes strand: a booking that stood outside the hours before is no reason to refuse.
  return array(select b from app.bookings_outside_hours(p_practitioner.practitioner_id) as b where b.booking_id <> all (v_outside_before));
end;
$$;

comment on function app.apply_changes(app.practitioners, jsonb) is
  'Applies all of p_changes and returns the coming bookings that are left outside the hours by them.  A constraint that refuses is told by its name, which is a sentence.';
