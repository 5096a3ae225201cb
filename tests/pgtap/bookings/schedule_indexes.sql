-- req: TS-3
-- Indexes serve an organization's, a practitioner's and a client's schedule.
select has_index('app', 'bookings', 'bookings_by_organization', array['organization_id', 'starts_at'], 'an organization''s schedule');
select has_index('app', 'bookings', 'bookings_by_practitioner', array['practitioner_id', 'starts_at'], 'a practitioner''s schedule');
select has_index('app', 'bookings', 'bookings_by_client', array['client_id', 'starts_at'], 'a client''s schedule');

create function pg_temp.plan_of(p_sql text) returns text language plpgsql as $$
declare
  v_line text;
  v_plan text := '';
begin
  for v_line in execute 'explain (costs off) ' || p_sql loop
    v_plan := v_plan || v_line || E'\n';
  end loop;
  return v_plan;
end;
$$;
set local enable_seqscan = off;
set local enable_sort = off;
select matches(
  pg_temp.plan_of(format('select * from app.bookings where %I = %L and starts_at >= %L order by starts_at limit 50', col, gen_random_uuid(), '2027-01-04')),
  'bookings_by_' || replace(col, '_id', ''), format('a page of a schedule by %s comes in order from its index', col)
)
from unnest(array['organization_id', 'practitioner_id', 'client_id']) as col;
