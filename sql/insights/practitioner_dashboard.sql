-- practitioner_dashboard: a practitioner's morning in one answer (DR-3.4, CP-8.1 to CP-8.4).
--
-- Room:   insights
-- Caller: the practitioner, supervisors, or an admin; without a practitioner, whoever reads any bookings
-- Reads:  app.bookings, app.clients, app.organizations, app.practitioners, app.services
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.practitioner_dashboard(p_organization_id uuid, p_practitioner_id uuid, p_time_zone text, p_on_date date)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners;
  v_ids uuid[];
  v_all boolean := false;
  v_zone text;
  v_today date;
  v_answer jsonb;
begin
  if p_practitioner_id is null then
    perform private.permission_required(p_organization_id, 'sessions:read');
    v_all := p_organization_id = any (private.organizations_where('sessions:manage'));
    v_ids := array(
      select p.practitioner_id from app.practitioners as p
      where p.organization_id = p_organization_id and p.archived_at is null and (v_all or p.practitioner_id = any (private.readable_practitioner_ids()))
      order by p.display_name
    );
  else
    v_practitioner := private.practitioner_to_read(p_practitioner_id);
    if v_practitioner.organization_id is distinct from p_organization_id then
      perform app.fail('not_found', format('No practitioner %s of this organization.', p_practitioner_id), 'Choose one of the practitioners.');
    end if;
    v_ids := array[p_practitioner_id];
  end if;
  v_zone := coalesce(p_time_zone, v_practitioner.time_zone, (select o.time_zone from app.organizations as o where o.organization_id = p_organization_id));
  if not app.is_time_zone(v_zone) then
    perform app.fail('invalid_argument', format('“%s” is no time zone.', v_zone), 'Use an IANA name such as America/Toronto.');
  end if;
  v_today := coalesce(p_on_date, (app.now() at time zone v_zone)::date);
  if not isfinite(v_today) then
    perform app.fail('invalid_argument', 'A day has a date.', 'Choose one.');
  end if;

  select jsonb_build_object('today', v_today, 'time_zone', v_zone, 'bookings', coalesce(jsonb_agg(to_jsonb(b) order by b.starts_at, b.booking_id), '[]')) into v_answer
  from (
    select
      b.booking_id, b.reference, b.status, b.starts_at, b.ends_at, p.time_zone, b.practitioner_id, p.display_name as practitioner_name, s.name as service_name,
      b.client_id, b.client_name, b.series_id, b.approval_expires_at, b.cancelled_by, b.created_at, b.updated_at
    from app.bookings as b
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
    join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
    where b.organization_id = p_organization_id and (v_all or b.practitioner_id = any (v_ids)) and b.status <> 'cancelled'
      and b.starts_at < app.local_instant(v_today + 15, v_zone) and b.ends_at > app.local_instant(v_today, v_zone)
      and b.starts_at > app.local_instant(v_today, v_zone) - interval '1 day' -- No booking is longer, and an index knows when they begin.
    order by b.starts_at, b.booking_id limit 1001
  ) as b;

  return v_answer
    || jsonb_build_object('activity', (
      select coalesce(jsonb_agg(to_jsonb(latest) order by latest.at desc, latest.starts_at), '[]')
      from (
        select a.* from unnest(v_ids[1:12]) as id cross join lateral private.recent_activity(id, 6) as a order by a.at desc, a.starts_at limit 6
      ) as latest
    ))
    || case when p_practitioner_id is not null then (select to_jsonb(f) from private.practitioner_figures(p_practitioner_id) as f)
      else jsonb_build_object('active_clients', (
        select count(*) from app.clients as c
        where c.organization_id = p_organization_id and c.archived_at is null and c.organization_id = any (private.organizations_where('clients:manage'))
      )) end;
end;
$$;

comment on function private.practitioner_dashboard(uuid, uuid, text, date) is
  'Definer, for speed; private.practitioner_to_read or private.permission_required authorises.  See api.practitioner_dashboard.';
grant execute on function private.practitioner_dashboard(uuid, uuid, text, date) to authenticated;

create function api.practitioner_dashboard(organization_id uuid, practitioner_id uuid default null, time_zone text default null, on_date date default null)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.practitioner_dashboard(
    practitioner_dashboard.organization_id, practitioner_dashboard.practitioner_id, practitioner_dashboard.time_zone, practitioner_dashboard.on_date
  );
$$;

comment on function api.practitioner_dashboard(uuid, uuid, text, date) is
  'In the practitioner''s zone, or time_zone, and today, unless on_date names another day: {today, time_zone, bookings (of today and the fourteen days after, not cancelled, 1001 at most), activity (what clients did last, of twelve practitioners at most),'
  ' active_clients, and of one practitioner what practitioner_figures says}.  Without practitioner_id of all whose bookings the caller may read; active_clients are then those on file.';
grant execute on function api.practitioner_dashboard(uuid, uuid, text, date) to authenticated;
