-- practitioner_figures: how much there is to do (CP-8.2, CP-8.3).
--
-- Room:   bookings
-- Caller: the practitioner, or an admin
-- Reads:  app.bookings, app.clients, app.client_assignments
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create type app.figures as (
  active_clients integer, week_begins date, this_week integer, this_week_done integer, next_14_days integer, waiting_for_approval integer
);

comment on type app.figures is 'In the practitioner''s time zone; the week begins on Monday.';

create function private.practitioner_figures(p_practitioner_id uuid)
returns app.figures
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners := private.practitioner_to_read(p_practitioner_id);
  v_monday date := date_trunc('week', app.now() at time zone v_practitioner.time_zone)::date;
  v_week tstzrange := tstzrange(v_monday::timestamp at time zone v_practitioner.time_zone, (v_monday + 7)::timestamp at time zone v_practitioner.time_zone);
  v_figures app.figures;
begin
  select
    count(distinct b.client_id), v_monday, count(*) filter (where b.starts_at <@ v_week), count(*) filter (where b.starts_at <@ v_week and b.ends_at <= app.now()),
    count(*) filter (where b.starts_at >= app.now() and b.starts_at < app.now() + interval '14 days'),
    count(*) filter (where b.status = 'pending' and b.approval_expires_at > app.now())
  into v_figures
  from app.bookings as b
  where b.practitioner_id = p_practitioner_id and b.status <> 'cancelled' and b.starts_at >= app.now() - interval '90 days';

  v_figures.active_clients := v_figures.active_clients + (
    select count(*) from app.client_assignments as a
    join app.clients as c on (c.client_id, c.organization_id) = (a.client_id, a.organization_id) and c.archived_at is null
    where (a.practitioner_id, a.organization_id) = (p_practitioner_id, v_practitioner.organization_id) and a.ended_at is null
      and not exists (
        select from app.bookings as b
        where b.client_id = a.client_id and b.practitioner_id = p_practitioner_id and b.status <> 'cancelled' and b.starts_at >= app.now() - interval '90 days'
      )
  );
  return v_figures;
end;
$$;

comment on function private.practitioner_figures(uuid) is 'Definer, for speed; private.practitioner_to_read authorises.  See api.practitioner_figures.';
grant execute on function private.practitioner_figures(uuid) to authenticated;

create function api.practitioner_figures(practitioner_id uuid)
returns table (active_clients integer, week_begins date, this_week integer, this_week_done integer, next_14_days integer, waiting_for_approval integer)
language sql
stable
security invoker
set search_path = ''
as $$
  select f.* from private.practitioner_figures(practitioner_figures.practitioner_id) as f;
$$;

comment on function api.practitioner_figures(uuid) is
  'One row.  active_clients: assigned to the practitioner, or with a booking in the last 90 days or to come; the other figures count bookings that are not cancelled,'
  ' in the practitioner''s time zone, the week from Monday.';
grant execute on function api.practitioner_figures(uuid) to authenticated;
