-- memberships: where the signed-in user works or is a client, and what they may do there.
--
-- Room:  people
-- Reads: app.members, app.organizations, app.permissions, app.role_permissions, app.organization_permissions, app.practitioners, app.clients, app.support_grants
create view api.memberships with (security_invoker = true) as
select
  o.organization_id, o.slug as organization_slug, o.name as organization_name, o.time_zone, o.locale, o.profile, b.role, b.permissions,
  b.member_id, b.practitioner_id, b.practitioner_slug, b.client_id, b.onboarding_status
from (
  select
    m.organization_id, m.role, array(select p.permission from app.permissions as p where app.role_may(m.organization_id, m.role, p.permission) order by p.permission) as permissions,
    m.member_id, p.practitioner_id, p.slug as practitioner_slug, null::uuid as client_id, null::text as onboarding_status
  from app.members as m
  left join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id) and p.archived_at is null
  where m.user_id = (select auth.uid()) and m.suspended_at is null
  union all
  select c.organization_id, 'client', '{}'::text[], null, null, null, c.client_id, c.onboarding_status
  from app.clients as c
  where c.user_id = (select auth.uid()) and c.archived_at is null
  union all
  -- The platform's support, while it is let in: private.organizations_where decides the same way.
  select s.organization_id, 'super_admin', array(select p.permission from app.permissions as p where p.for_support order by p.permission), null, null, null, null, null
  from app.support_grants as s
  where s.user_id = (select auth.uid()) and s.ended_at is null and s.allowed_at is not null and s.expires_at > app.now() and (select private.is_super_admin())
) as b
join app.organizations as o on b.organization_id = o.organization_id and o.suspended_at is null;

comment on view api.memberships is
  'Where the caller belongs: one row for each organization and role (practitioner, admin, client; super_admin while the platform''s support is let in), with the permissions that the role has there and the caller''s own profile there.'
  '  onboarding_status: pending or complete, of a client.  Empty for a new account.';
grant select on api.memberships to authenticated;
