-- practitioner_readiness: which profiles can be published, and what the others lack.
--
-- Room:  availability
-- Reads: app.practitioners, app.organizations
create view api.practitioner_readiness with (security_invoker = true) as
select
  p.practitioner_id, p.organization_id, p.member_id, p.slug, p.display_name, p.published, p.created_at,
  app.practitioner_missing(p) as missing, app.practitioner_advised(p) as advised, o.approve_practitioners
from app.practitioners as p
join app.organizations as o on p.organization_id = o.organization_id
where p.archived_at is null
  and p.organization_id = any ((select private.organizations_where('members:read'))::uuid[]);

comment on view api.practitioner_readiness is
  'The profiles of the caller''s organizations.  missing: services, hours, location; while it is not empty, and where approve_practitioners is set, only an admin'
  ' publishes (practitioners.published).  advised: bio, languages, specialties.';
grant select on api.practitioner_readiness to authenticated, service_role;
