-- policies: members see their organization's hours; a practitioner changes the own, an admin all.
--
-- Room: availability
create policy availability_rules_select_by_member on app.availability_rules for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy availability_rules_insert_by_admin_or_self on app.availability_rules for insert to authenticated
with check (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);
create policy availability_rules_update_by_admin_or_self on app.availability_rules for update to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
)
with check (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);
create policy availability_rules_delete_by_admin_or_self on app.availability_rules for delete to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);

create policy availability_exceptions_select_by_member on app.availability_exceptions for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy availability_exceptions_insert_by_admin_or_self on app.availability_exceptions for insert to authenticated
with check (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);
create policy availability_exceptions_update_by_admin_or_self on app.availability_exceptions for update to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
)
with check (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);
create policy availability_exceptions_delete_by_admin_or_self on app.availability_exceptions for delete to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('availability:write'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
);
