-- recent_activity: what a practitioner's clients have booked, moved and cancelled lately (CP-8.4).
--
-- Room:   bookings
-- Caller: the practitioner, or an admin
-- Reads:  app.audit_log, app.bookings, app.clients, app.services
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create type app.activity as (
  at timestamptz, activity text, booking_id uuid, bookings integer, reference text, status text, client_id uuid, client_name text, service_name text,
  starts_at timestamptz, previous_starts_at timestamptz
);

comment on type app.activity is 'activity: booked, moved or cancelled; bookings: how many at once, of which booking_id and the rest tell the first.';

create function private.recent_activity(p_practitioner_id uuid, p_limit_count integer)
returns setof app.activity
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners := private.practitioner_to_read(p_practitioner_id);
begin
  if p_limit_count is null or p_limit_count not between 1 and 100 then
    perform app.fail('invalid_argument', 'One asks for 1 to 100 activities.', 'Use a limit_count between 1 and 100.');
  end if;
  return query
  -- Whatever a client did to a booking was a change of it, so it is among those changed last.
  with changed as (
    select b.*, c.user_id from app.bookings as b
    join app.clients as c on (c.client_id, c.organization_id) = (b.client_id, b.organization_id)
    where b.practitioner_id = p_practitioner_id
    order by b.updated_at desc limit 10 * p_limit_count
  ), done as (
    select
      a.at, substr(a.action, 9) as deed, c.booking_id, c.series_id, c.reference, c.status, c.client_id, c.client_name, c.service_id,
      (a.after ->> 'starts_at')::timestamptz as starts_at, (a.before ->> 'starts_at')::timestamptz as previous_starts_at,
      row_number() over together as number, count(*) over (partition by a.at, a.action, coalesce(c.series_id, c.booking_id)) as together
    from changed as c
    join app.audit_log as a on (a.entity_id, a.organization_id) = (c.booking_id::text, c.organization_id)
    where a.action in ('booking.created', 'booking.rescheduled', 'booking.cancelled') and (a.actor like 'client:%' or a.actor = 'user:' || c.user_id)
    window together as (partition by a.at, a.action, coalesce(c.series_id, c.booking_id) order by a.after ->> 'starts_at', c.booking_id)
  )
  select
    d.at, case d.deed when 'created' then 'booked' when 'rescheduled' then 'moved' else 'cancelled' end, d.booking_id, d.together::integer, d.reference,
    d.status, d.client_id, d.client_name, s.name, d.starts_at, case d.deed when 'rescheduled' then d.previous_starts_at end
  from done as d
  join app.services as s on (s.service_id, s.organization_id) = (d.service_id, v_practitioner.organization_id)
  where d.number = 1
  order by d.at desc, d.starts_at limit p_limit_count;
end;
$$;

comment on function private.recent_activity(uuid, integer) is 'Definer: the audit log is for admins; private.practitioner_to_read authorises.  See api.recent_activity.';
grant execute on function private.recent_activity(uuid, integer) to authenticated;

create function api.recent_activity(practitioner_id uuid, limit_count integer default 20)
returns table (
  at timestamptz, activity text, booking_id uuid, bookings integer, reference text, status text, client_id uuid, client_name text, service_name text,
  starts_at timestamptz, previous_starts_at timestamptz
)
language sql
stable
security invoker
set search_path = ''
as $$
  select * from private.recent_activity(recent_activity.practitioner_id, recent_activity.limit_count);
$$;

comment on function api.recent_activity(uuid, integer) is
  'What clients did lately, newest first; not what the practice did itself.  activity: booked, moved or cancelled; starts_at as it was after that; status as it is now.'
  '  What one client did at once to a series is one activity of several bookings.';
grant execute on function api.recent_activity(uuid, integer) to authenticated;
