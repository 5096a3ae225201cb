-- views: billing codes as the Data API shows them.
--
-- Room:  billing
-- Reads: app.billing_codes, app.organization_billing_codes, app.organizations, app.members
create policy billing_codes_select_by_all on app.billing_codes for select to authenticated, service_role using (true);
create policy organization_billing_codes_select_by_member on app.organization_billing_codes for select to authenticated
using (organization_id = any ((select private.organizations_where('members:read'))::uuid[]));
create policy organization_billing_codes_insert_by_admin on app.organization_billing_codes for insert to authenticated
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy organization_billing_codes_update_by_admin on app.organization_billing_codes for update to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]))
with check (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
create policy organization_billing_codes_delete_by_admin on app.organization_billing_codes for delete to authenticated
using (organization_id = any ((select private.organizations_where('settings:write'))::uuid[]));
grant select on app.billing_codes to authenticated, service_role;

create view api.billing_codes with (security_invoker = true) as
select
  m.organization_id, c.code, coalesce(o.description, c.description) as description, coalesce(o.family, c.family) as family,
  case when o.code is null then c.unit_minutes else o.unit_minutes end as unit_minutes, coalesce(o.least_minutes, c.least_minutes) as least_minutes,
  case when o.code is null then c.most_minutes else o.most_minutes end as most_minutes, coalesce(o.for_groups, c.for_groups) as for_groups,
  coalesce(o.telehealth, c.telehealth) as telehealth, coalesce(o.modifiers, c.modifiers) as modifiers, coalesce(o.active, true) as active,
  o.code is not null as own
from (select unnest((select private.organizations_where('members:read'))::uuid[]) as organization_id) as m
cross join lateral (
  select s.* from app.billing_codes as s
  union all
  select p.code, p.description, p.family, p.unit_minutes, p.least_minutes, p.most_minutes, p.for_groups, p.telehealth, p.modifiers
  from app.organization_billing_codes as p
  where p.organization_id = m.organization_id and not exists (select from app.billing_codes as s where s.code = p.code)
) as c
left join app.organization_billing_codes as o on (o.organization_id, o.code) = (m.organization_id, c.code);

comment on view api.billing_codes is 'The codes that hold in each of the caller''s organizations: those that ship, as the organization has changed them (own), and its own.';
grant select on api.billing_codes to authenticated;

create view api.organization_billing_codes with (security_invoker = true) as
select
  o.organization_id, o.code, o.description, o.family, o.unit_minutes, o.least_minutes, o.most_minutes, o.for_groups, o.telehealth, o.modifiers, o.active
from app.organization_billing_codes as o;

comment on view api.organization_billing_codes is 'An organization''s own codes and its own version of those that ship; deleting one brings back what ships.  Written by admins.';
grant select on app.organization_billing_codes, api.organization_billing_codes to authenticated, service_role;
grant
insert (organization_id, code, description, family, unit_minutes, least_minutes, most_minutes, for_groups, telehealth, modifiers, active),
update (description, family, unit_minutes, least_minutes, most_minutes, for_groups, telehealth, modifiers, active),
delete on app.organization_billing_codes, api.organization_billing_codes to authenticated;
