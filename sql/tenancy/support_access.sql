-- support_access: who of the platform looks in, or did, as the Data API shows it.
--
-- Room:  tenancy
-- Reads: app.support_grants, app.organizations, app.members
create policy support_grants_select_by_party on app.support_grants for select to authenticated
using (user_id = (select auth.uid()) or organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
grant select on app.support_grants to authenticated;

create view api.support_access with (security_invoker = true) as
select
  s.support_id, s.organization_id, o.name as organization_name, s.user_id, s.reason, s.minutes, s.requested_at, s.allowed_at,
  (select m.display_name from app.members as m where (m.user_id, m.organization_id) = (s.allowed_by, s.organization_id)) as allowed_by_name,
  s.expires_at, s.ended_at,
  (select m.display_name from app.members as m where (m.user_id, m.organization_id) = (s.ended_by, s.organization_id)) as ended_by_name,
  case
    when s.ended_at is not null or s.expires_at <= app.now() then case when s.allowed_at is null then 'declined' else 'ended' end
    when s.allowed_at is null then 'requested'
    else 'live'
  end as status
from app.support_grants as s
left join app.organizations as o on o.organization_id = s.organization_id;

comment on view api.support_access is
  'Every time the platform''s support asked to look into the organization, and whether it does now: for all of its members, and for who asked.'
  '  status: requested, live, ended, or declined (also: not answered in time).';
grant select on api.support_access to authenticated;
