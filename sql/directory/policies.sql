-- policies: the public sees what is published, members see all of their organization, admins change it.
--
-- Room: directory
--
-- The subqueries are under the policies of what they ask, so that a suspended organization or an unpublished profile takes all that hangs on it along.
create policy practitioners_select_by_public on app.practitioners for select to anon, authenticated
using (published and archived_at is null and exists (select from app.organizations as o where o.organization_id = practitioners.organization_id));
create policy practitioners_select_by_member on app.practitioners for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy practitioners_insert_by_admin on app.practitioners for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy practitioners_update_by_admin_or_self on app.practitioners for update to authenticated
using (
  organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
  or practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
)
with check (
  organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
  or practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
);

create policy services_select_by_public on app.services for select to anon, authenticated
using (archived_at is null and exists (select from app.organizations as o where o.organization_id = services.organization_id));
create policy services_select_by_member on app.services for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy services_insert_by_admin on app.services for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy services_update_by_admin on app.services for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

-- Under the policies above: a link is public where both of its ends are.
create policy practitioner_services_select_by_public on app.practitioner_services for select to anon, authenticated
using (
  active
  and exists (
    select from app.practitioners as p
    where (p.practitioner_id, p.organization_id) = (practitioner_services.practitioner_id, practitioner_services.organization_id)
  )
  and exists (
    select from app.services as s
    where (s.service_id, s.organization_id) = (practitioner_services.service_id, practitioner_services.organization_id)
  )
);
create policy practitioner_services_select_by_member on app.practitioner_services for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy practitioner_services_insert_by_admin on app.practitioner_services for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy practitioner_services_update_by_admin on app.practitioner_services for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

create policy specialties_select_by_all on app.specialties for select to anon, authenticated
using (exists (select from app.organizations as o where o.organization_id = specialties.organization_id));
create policy specialties_insert_by_admin on app.specialties for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy specialties_update_by_admin on app.specialties for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy specialties_delete_by_admin on app.specialties for delete to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy practitioner_specialties_select_by_all on app.practitioner_specialties for select to anon, authenticated
using (exists (
  select from app.practitioners as p
  where (p.practitioner_id, p.organization_id) = (practitioner_specialties.practitioner_id, practitioner_specialties.organization_id)
));
create policy practitioner_specialties_insert_by_admin_or_self on app.practitioner_specialties for insert to authenticated
with check (
  organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
  or practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
);
create policy practitioner_specialties_delete_by_admin_or_self on app.practitioner_specialties for delete to authenticated
using (
  organization_id = any ((select private.organizations_where('settings:write'))::uuid[])
  or practitioner_id = any ((select private.my_practitioner_ids('profile:write'))::uuid[])
);
