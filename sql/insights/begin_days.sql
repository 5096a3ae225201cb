-- begin_days: a new day begins for a practitioner, and the last one is over.
--
-- Room:   insights
-- Reads:  app.bookings, app.organizations, app.practitioners
-- Writes: app.daily_figures, app.figure_days, app.past_hours
create function app.begin_days(p_most integer)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_next record;
  v_begun integer := 0;
begin
  -- Whoever is new, from the first day on which there is anything to say.
  insert into app.figure_days (practitioner_id, organization_id, day)
  select p.practitioner_id, p.organization_id, greatest(
    least((p.created_at at time zone o.time_zone)::date, (
      select (min(b.starts_at) at time zone o.time_zone)::date from app.bookings as b where b.practitioner_id = p.practitioner_id
    )), (app.now() at time zone o.time_zone)::date - 1095
  ) - 1
  from app.practitioners as p
  join app.organizations as o on o.organization_id = p.organization_id
  where not exists (select from app.figure_days as d where (d.practitioner_id, d.organization_id) = (p.practitioner_id, p.organization_id))
  on conflict do nothing;

  for v_next in
    select p.practitioner_id, p.organization_id, p.time_zone, o.time_zone as zone, d.day as from_day, least((app.now() at time zone o.time_zone)::date, d.day + 31) as to_day
    from app.figure_days as d
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (d.practitioner_id, d.organization_id) and p.archived_at is null
    join app.organizations as o on o.organization_id = d.organization_id
    where d.day < (app.now() at time zone o.time_zone)::date
    order by d.day
    limit p_most
  loop
    -- Nobody has told us of other hours: those that there are when a day is over are those that it had.
    insert into app.past_hours (practitioner_id, organization_id, day, hours)
    select v_next.practitioner_id, v_next.organization_id, v_next.from_day + n, app.weekly_hours(v_next.practitioner_id, s.span, v_next.time_zone)
    from generate_series(0, v_next.to_day - v_next.from_day - 1) as n
    cross join lateral app.day_span(v_next.from_day + n, v_next.zone) as s (span)
    on conflict do nothing;
    perform app.work_out_days(array(
      select (v_next.practitioner_id, v_next.organization_id, v_next.from_day + n)::app.practitioner_day from generate_series(1, v_next.to_day - v_next.from_day) as n
    ));
    update app.figure_days as d set day = v_next.to_day where (d.practitioner_id, d.organization_id) = (v_next.practitioner_id, v_next.organization_id);
    v_begun := v_begun + 1;
  end loop;
  return v_begun;
end;
$$;

comment on function app.begin_days(integer) is 'For p_most practitioners, 31 days of each at once.  Returns for how many there was something to begin.';
