-- views: the waitlist as the Data API shows it.
--
-- Room:  waitlist
-- Reads: app.waitlist_entries, app.waitlist_offers, app.services
create policy waitlist_entries_select_by_party on app.waitlist_entries for select to authenticated
using (
  practitioner_id = any ((select private.my_practitioner_ids('sessions:read'))::uuid[])
  or practitioner_id is null and organization_id = any ((select private.organizations_where('sessions:read'))::uuid[])
  or organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
  or client_id = any ((select private.my_client_ids())::uuid[])
);
grant select (
  entry_id, organization_id, position, service_id, practitioner_id, client_id, client, from_date, to_date, weekdays, from_local, until_local, status,
  created_by, created_at
) on app.waitlist_entries to authenticated, service_role;

create policy waitlist_offers_select_by_party on app.waitlist_offers for select to authenticated
using (exists (
  select from app.waitlist_entries as e
  where (e.entry_id, e.organization_id) = (waitlist_offers.entry_id, waitlist_offers.organization_id)
));
grant select on app.waitlist_offers to authenticated, service_role;

create view api.waitlist with (security_invoker = true) as
select
  e.entry_id, e.organization_id, e.position, e.status, e.service_id, e.practitioner_id, e.client_id,
  e.client ->> 'name' as client_name, e.client ->> 'email' as client_email, e.client ->> 'phone' as client_phone,
  e.from_date, e.to_date, e.weekdays, e.from_local, e.until_local, e.created_by, e.created_at,
  o.offer_id, o.practitioner_id as offered_practitioner_id, o.starts_at, o.ends_at, o.expires_at
from app.waitlist_entries as e
left join app.waitlist_offers as o on (o.entry_id, o.organization_id) = (e.entry_id, e.organization_id) and o.status = 'open';

comment on view api.waitlist is
  'Wishes, in the order of position, with what is offered at present: a practitioner''s own and those for anybody, an organization''s for its admins, a client''s own.'
  '  Changed by verbs only.';
grant select on api.waitlist to authenticated, service_role;
