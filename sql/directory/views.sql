-- views: the directory as the Data API shows it.
--
-- Room:  directory
-- Reads: app.practitioners, app.services, app.practitioner_services, app.specialties, app.practitioner_specialties, app.organizations,
--        app.practitioner_ratings
create view api.practitioners with (security_invoker = true) as
select
  p.practitioner_id, p.organization_id,
  (select o.slug from app.organizations as o where o.organization_id = p.organization_id) as organization_slug,
  (select o.name from app.organizations as o where o.organization_id = p.organization_id) as organization_name,
  p.slug, p.display_name, p.bio, p.location, p.languages, p.time_zone, p.locale, p.published, p.accepting_clients,
  array(
    select s.name from app.practitioner_specialties as ps
    join app.specialties as s on (s.specialty_id, s.organization_id) = (ps.specialty_id, ps.organization_id)
    where (ps.practitioner_id, ps.organization_id) = (p.practitioner_id, p.organization_id)
    order by s.name
  ) as specialties,
  p.max_clients, p.archived_at, p.archived_at is null as active, p.member_id,
  coalesce((
    select r.rating_count from app.practitioner_ratings as r where (r.practitioner_id, r.organization_id) = (p.practitioner_id, p.organization_id)
  ), 0) as rating_count,
  (
    select app.rating_average(r.rating_count, r.rating_sum)
    from app.practitioner_ratings as r where (r.practitioner_id, r.organization_id) = (p.practitioner_id, p.organization_id)
  ) as rating_average,
  p.credentials, p.photo
from app.practitioners as p;

comment on view api.practitioners is
  'Profiles: published ones for everybody, all of an organization for its members.  Updatable by the practitioner and admins.'
  '  rating_average: of 1 to 5, null before the first review.  photo: a data URL of up to 100,000 characters, so ask for columns by name.';
grant select on app.practitioners, api.practitioners to anon, authenticated, service_role;
grant insert (organization_id, member_id, slug, display_name, bio, credentials, location, languages, time_zone, locale, published, accepting_clients, max_clients, photo),
update (slug, display_name, bio, credentials, location, languages, time_zone, locale, published, accepting_clients, max_clients, archived_at, photo)
on app.practitioners, api.practitioners to authenticated;

create view api.services with (security_invoker = true) as
select
  s.service_id, s.organization_id, s.name, s.description, s.duration_minutes, s.step_minutes,
  s.buffer_before_minutes, s.buffer_after_minutes, s.capacity, s.min_notice_minutes, s.max_advance_days, s.daily_limit,
  s.requires_approval, s.approval_minutes, s.change_notice_minutes, s.client_may_overlap, s.requires_onboarding, s.price_cents, s.currency,
  s.billing_code, s.billing_place, s.location_kind, s.event_category,
  s.archived_at, s.archived_at is null as active
from app.services as s;

comment on view api.services is 'What can be booked.  Durations in minutes, price in cents.  Written by admins, who may choose the service_id: sent twice, it is made once.';
grant select on app.services, api.services to anon, authenticated, service_role;
grant insert (
  service_id, organization_id, name, description, duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes, capacity,
  min_notice_minutes, max_advance_days, daily_limit, requires_approval, approval_minutes, change_notice_minutes, client_may_overlap, requires_onboarding, price_cents, currency,
  billing_code, billing_place, location_kind, event_category
), update (
  name, description, duration_minutes, step_minutes, buffer_before_minutes, buffer_after_minutes, capacity, min_notice_minutes,
  max_advance_days, daily_limit, requires_approval, approval_minutes, change_notice_minutes, client_may_overlap, requires_onboarding, price_cents, currency, billing_code, billing_place,
  location_kind, event_category, archived_at
) on app.services, api.services to authenticated;

create view api.practitioner_services with (security_invoker = true) as
select ps.practitioner_id, ps.service_id, ps.organization_id, ps.active
from app.practitioner_services as ps;

comment on view api.practitioner_services is 'Who offers what.  Written by admins.';
grant select on app.practitioner_services, api.practitioner_services to anon, authenticated, service_role;
grant insert (practitioner_id, service_id, organization_id, active), update (active)
on app.practitioner_services, api.practitioner_services to authenticated;

create view api.specialties with (security_invoker = true) as
select s.specialty_id, s.organization_id, s.slug, s.name from app.specialties as s;

comment on view api.specialties is 'The taxonomy of each organization.  Written by admins; deleted only while no practitioner has it (rule_in_use).';
grant select on app.specialties, api.specialties to anon, authenticated, service_role;
grant insert (organization_id, slug, name), update (slug, name), delete on app.specialties, api.specialties to authenticated;

create view api.practitioner_specialties with (security_invoker = true) as
select ps.practitioner_id, ps.specialty_id, ps.organization_id from app.practitioner_specialties as ps;

comment on view api.practitioner_specialties is 'Which practitioner has which specialty.  Inserted and deleted by the practitioner and admins.';
grant select on app.practitioner_specialties, api.practitioner_specialties to anon, authenticated, service_role;
grant insert (practitioner_id, specialty_id, organization_id), delete on app.practitioner_specialties, api.practitioner_specialties to authenticated;
