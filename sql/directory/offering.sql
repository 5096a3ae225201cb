-- offering: a practitioner and a service that belong together, with all the rules of booking them.
--
-- Room:   directory
-- Reads:  app.practitioners, app.services, app.practitioner_services, app.organizations, app.members
-- Raises: PT404 not_found
create type app.offering as (
  organization_id uuid, practitioner_id uuid, service_id uuid, service_number integer, time_zone text,
  duration interval, step interval, buffer_before interval, buffer_after interval, capacity integer,
  min_notice interval, max_advance interval, daily_limit integer,
  requires_approval boolean, approval_time interval, change_notice interval, client_may_overlap boolean,
  accepting_clients boolean, requires_onboarding boolean, needs_resources boolean, billing_code text, billing_place text, offered boolean, standing text
);

comment on type app.offering is
  'offered: whether new bookings are taken; standing: what the caller is to this practitioner: admin, practitioner (the own profile), member (of the organization) or public.';

create function app.offering(p_practitioner_id uuid, p_service_id uuid, p_promised boolean default false)
returns app.offering
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_offering app.offering;
begin
  select
    p.organization_id, p.practitioner_id, s.service_id, s.service_number, p.time_zone,
    make_interval(mins => s.duration_minutes), make_interval(mins => s.step_minutes),
    make_interval(mins => s.buffer_before_minutes), make_interval(mins => s.buffer_after_minutes), s.capacity,
    make_interval(mins => s.min_notice_minutes), make_interval(days => s.max_advance_days), s.daily_limit,
    s.requires_approval, make_interval(mins => s.approval_minutes), make_interval(mins => s.change_notice_minutes), s.client_may_overlap,
    p.accepting_clients, s.requires_onboarding, s.needs_resources, s.billing_code, s.billing_place, now.offered, standing.is
  into v_offering
  from app.practitioners as p
  join app.practitioner_services as ps on (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id)
  join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
  join app.organizations as o on o.organization_id = p.organization_id
  cross join lateral (select app.standing(p.organization_id, p.member_id) as is) as standing
  cross join lateral (select ps.active and s.archived_at is null and p.archived_at is null and o.suspended_at is null as offered) as now
  where p.practitioner_id = p_practitioner_id
    and ps.service_id = p_service_id
    and (
      p_promised
      or (now.offered and (p.published or standing.is <> 'public'))
    );

  if v_offering.practitioner_id is null then
    perform app.fail(
      'not_found', 'This practitioner does not offer this service.', 'Choose a practitioner and one of the services shown there.'
    );
  end if;
  return v_offering;
end;
$$;

comment on function app.offering(uuid, uuid, boolean) is
  'The rules under which the caller books p_service_id with p_practitioner_id.  Raises PT404 not_found when either is unknown, archived,'
  ' suspended or, to the public, unpublished.  p_promised: something was already held or booked, so it counts although it is no longer offered.';
