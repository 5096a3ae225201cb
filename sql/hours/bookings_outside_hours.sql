-- bookings_outside_hours: what stands where the practitioner does not work.
--
-- Room:  hours
-- Reads: app.bookings, app.practitioners, app.availability_rules, app.availability_exceptions
create function app.bookings_outside_hours(p_practitioner_id uuid)
returns setof app.bookings
language sql
stable
security invoker
set search_path = ''
as $$
  select b.*
  from app.bookings as b
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
  cross join lateral (
    select
      (b.starts_at at time zone p.time_zone)::date as first_day,
      (b.ends_at at time zone p.time_zone)::date as last_day,
      tstzrange(b.starts_at, b.ends_at) as span
  ) as at
  where b.practitioner_id = p_practitioner_id
    and b.starts_at > app.now()
    and b.status in ('pending', 'confirmed', 'rescheduled')
    and not b.overbooked
    and (
      at.span <@ (
        select range_agg(w.opens) from app.availability_windows(p_practitioner_id, p.time_zone, at.first_day - 1, at.last_day) as w
      ) is not true
      or not isempty(app.time_off(p_practitioner_id, at.span))
    )
  order by b.starts_at;
$$;

comment on function app.bookings_outside_hours(uuid) is
  'The practitioner''s coming bookings that the present hours do not cover; those that were overbooked stand outside on purpose and are not listed.';

create function app.stranded_summary(p_booking app.bookings)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select app.booking_summary(p_booking) || jsonb_build_object('client_name', p_booking.client_name, 'service_id', p_booking.service_id);
$$;

comment on function app.stranded_summary(app.bookings) is '{booking_id, reference, status, starts_at, ends_at, client_name, service_id}.';
