-- booking_resources: which room and equipment each booking has.
--
-- Room:  bookings
-- Reads: app.bookings, app.resource_claims, app.resources
create policy resource_claims_select_by_member on app.resource_claims for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
grant select on app.resource_claims to authenticated, service_role;

create view api.booking_resources with (security_invoker = true) as
select b.booking_id, b.organization_id, b.practitioner_id, b.starts_at, b.ends_at, r.resource_id, r.kind, r.name
from app.bookings as b
join app.resource_claims as rc on (rc.claim_id, rc.organization_id) = (b.claim_id, b.organization_id)
join app.resources as r on (r.resource_id, r.organization_id) = (rc.resource_id, rc.organization_id);

comment on view api.booking_resources is
  'Where a booking takes place and what it has: for members, of the bookings that they see.  Which one of a kind a booking has may change when it moves.';
grant select on api.booking_resources to authenticated, service_role;
