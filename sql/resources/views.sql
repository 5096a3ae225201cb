-- views: resources and needs as the Data API shows them; members see them, admins change them.
--
-- Room:  resources
-- Reads: app.resources, app.service_needs
create policy resources_select_by_member on app.resources for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy resources_insert_by_admin on app.resources for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy resources_update_by_admin on app.resources for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

create policy service_needs_select_by_member on app.service_needs for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy service_needs_insert_by_admin on app.service_needs for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy service_needs_update_by_admin on app.service_needs for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy service_needs_delete_by_admin on app.service_needs for delete to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

create view api.resources with (security_invoker = true) as
select r.resource_id, r.organization_id, r.kind, r.name, r.archived_at, r.created_at from app.resources as r;

comment on view api.resources is 'Rooms and equipment.  Written by admins; archiving one that coming bookings have is refused with rule_in_use, which names them.';
grant select on app.resources, api.resources to authenticated, service_role;
grant insert (organization_id, kind, name), update (kind, name, archived_at) on app.resources, api.resources to authenticated;

create view api.service_needs with (security_invoker = true) as
select n.service_id, n.organization_id, n.kind, n.quantity from app.service_needs as n;

comment on view api.service_needs is 'How many resources of which kind a booking of a service takes.  Written by admins.  Coming bookings get what is newly'
  ' needed; if one cannot, the change is refused with rule_in_use, which names it.';
grant select on app.service_needs, api.service_needs to authenticated, service_role;
grant insert (service_id, organization_id, kind, quantity), update (quantity), delete on app.service_needs, api.service_needs to authenticated;
