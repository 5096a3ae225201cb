-- retention: how long an organization keeps what.
--
-- Room:  privacy
-- Reads: app.retention_kinds, app.retention_periods, app.retention_switches, app.organizations
create function app.retention_floor(p_kind app.retention_kinds, p_profile text)
returns integer
language sql
immutable
security invoker
return case when p_kind.floor_profiles = '{}' or p_profile = any (p_kind.floor_profiles) then p_kind.floor_days else 1 end;

comment on function app.retention_floor(app.retention_kinds, text) is 'For how many days an organization of this profile has to keep it.';
grant execute on function app.retention_floor(app.retention_kinds, text) to authenticated, service_role;

create view api.retention with (security_invoker = true) as
select
  o.organization_id, k.kind, k.meaning, greatest(coalesce(p.keep_days, k.default_days), app.retention_floor(k, o.profile)) as keep_days,
  k.default_days, app.retention_floor(k, o.profile) as floor_days, case when app.retention_floor(k, o.profile) > 1 then k.source end as source,
  s.switched_on_at, s.applied_at
from app.organizations as o
cross join app.retention_kinds as k
left join app.retention_periods as p on (o.organization_id, k.kind) = (p.organization_id, p.kind)
left join app.retention_switches as s on o.organization_id = s.organization_id
where o.organization_id = any ((select private.organizations_where('privacy:manage'))::uuid[]) or not row_security_active('app.retention_periods');

comment on view api.retention is
  'For those with privacy:manage: what is kept for how many days, the default, the least that the law allows with its source; switched_on_at: null while nothing goes'
  ' by itself.  Changed by set_retention.';
grant select on api.retention to authenticated, service_role;
