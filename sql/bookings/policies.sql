-- policies: a practitioner sees the own bookings, an admin all of the organization, a client the own.
--
-- Room: bookings
create policy bookings_select_by_party on app.bookings for select to authenticated
using (
  practitioner_id = any ((select private.readable_practitioner_ids())::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
  or client_id = any ((select private.my_client_ids())::uuid[])
);
grant select on app.bookings to authenticated, service_role;

create policy booking_series_select_by_party on app.booking_series for select to authenticated
using (exists (
  select from app.bookings as b
  where (b.series_id, b.organization_id) = (booking_series.series_id, booking_series.organization_id)
));
grant select on app.booking_series to authenticated, service_role;

create policy clients_select_by_self on app.clients for select to authenticated
using (user_id = (select auth.uid()));
create policy clients_select_by_admin on app.clients for select to authenticated
using (organization_id = any ((select private.organizations_where('clients:manage'))::uuid[]));
-- The own ones: assigned to the practitioner, or booked with.
create policy clients_select_by_practitioner on app.clients for select to authenticated
using (
  organization_id = any ((select private.organizations_where('view_clients'))::uuid[])
  and (
    exists (
      select from app.client_assignments as a
      where (a.client_id, a.organization_id) = (clients.client_id, clients.organization_id)
        and a.ended_at is null
        and a.practitioner_id = any ((select private.readable_practitioner_ids())::uuid[])
    )
    or exists (
      select from app.bookings as b
      where (b.client_id, b.organization_id) = (clients.client_id, clients.organization_id)
        and b.practitioner_id = any ((select private.readable_practitioner_ids())::uuid[])
    )
  )
);
create policy clients_update_by_admin on app.clients for update to authenticated
using (organization_id = any ((select private.organizations_where('clients:manage'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('clients:manage'))::uuid[]));
grant select on app.clients to authenticated, service_role;
grant update (name, email, phone, time_zone, locale, archived_at) on app.clients to authenticated;

create policy client_assignments_select_by_party on app.client_assignments for select to authenticated
using (
  practitioner_id = any ((select private.readable_practitioner_ids())::uuid[])
  and organization_id = any ((select private.organizations_where('view_clients'))::uuid[])
  or organization_id = any ((select private.organizations_where('clients:manage'))::uuid[])
  or client_id = any ((select private.my_client_ids())::uuid[])
);
grant select on app.client_assignments to authenticated, service_role;

create policy audit_log_select_by_admin on app.audit_log for select to authenticated
using (organization_id = any ((select private.organizations_where('audit:read'))::uuid[]));
grant select on app.audit_log to authenticated, service_role;
create policy audit_personal_select_by_admin on app.audit_personal for select to authenticated
using (organization_id = any ((select private.organizations_where('audit:read'))::uuid[]));
grant select on app.audit_personal to authenticated, service_role;
