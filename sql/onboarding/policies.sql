-- policies: admins see the steps and all consents, clients what they agreed to and answered.
--
-- Room: onboarding
create policy onboarding_steps_select_by_admin on app.onboarding_steps for select to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));

create policy onboarding_versions_select_by_member on app.onboarding_versions for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
-- What one agreed to stays readable.
create policy onboarding_versions_select_by_client on app.onboarding_versions for select to authenticated
using (exists (
  select from app.consents as c
  where (c.step_id, c.organization_id, c.version) = (onboarding_versions.step_id, onboarding_versions.organization_id, onboarding_versions.version)
));

create policy consents_select_by_self on app.consents for select to authenticated
using (client_id = any ((select private.my_client_ids())::uuid[]));
create policy consents_select_by_admin on app.consents for select to authenticated
using (organization_id = any ((select private.organizations_where('clients:manage'))::uuid[]));
-- Of those in one's care.
create policy consents_select_by_practitioner on app.consents for select to authenticated
using (
  organization_id = any ((select private.organizations_where('view_clients'))::uuid[])
  and exists (
    select from app.client_assignments as a
    where (a.client_id, a.organization_id) = (consents.client_id, consents.organization_id)
      and a.ended_at is null
      and a.practitioner_id = any ((select private.my_practitioner_ids('sessions:read'))::uuid[])
  )
);

create policy intake_answers_select_by_self on app.intake_answers for select to authenticated
using (client_id = any ((select private.my_client_ids())::uuid[]));
grant select on app.onboarding_steps, app.onboarding_versions, app.consents to authenticated, service_role;
grant select on app.intake_answers to authenticated;
