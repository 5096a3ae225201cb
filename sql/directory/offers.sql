-- offers: everything that the public may book, with whom and for how much.
--
-- Room:  directory
-- Reads: app.practitioner_services, app.practitioners, app.services, app.organizations
create view api.offers with (security_invoker = true) as
select
  ps.organization_id, o.slug as organization_slug,
  ps.practitioner_id, p.slug as practitioner_slug, p.display_name as practitioner_name, p.location, p.languages, p.time_zone, p.accepting_clients,
  ps.service_id, s.name as service_name, s.description, s.duration_minutes, s.capacity, s.price_cents, s.currency, s.location_kind,
  s.requires_approval, s.min_notice_minutes, s.max_advance_days, s.change_notice_minutes, s.requires_onboarding
from app.practitioner_services as ps
join app.practitioners as p on (p.practitioner_id, p.organization_id) = (ps.practitioner_id, ps.organization_id)
join app.services as s on (s.service_id, s.organization_id) = (ps.service_id, ps.organization_id)
join app.organizations as o on ps.organization_id = o.organization_id
where ps.active and p.published and p.archived_at is null and s.archived_at is null and o.suspended_at is null;

comment on view api.offers is
  'One row for each service of each published practitioner: what a public page lists in one read.  The same for everybody, members too.  location is what the'
  ' practitioner says in words; addresses are told with a booking.';
grant select on api.offers to anon, authenticated, service_role;
