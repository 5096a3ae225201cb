-- views: weekly hours and exceptions as the Data API shows them.
--
-- Room:  availability
-- Reads: app.availability_rules, app.availability_exceptions
create view api.availability_rules with (security_invoker = true) as
select
  r.rule_id, r.organization_id, r.practitioner_id, r.weekday, r.starts_local, r.ends_local, r.valid_from, r.valid_until, r.capacity
from app.availability_rules as r;

comment on view api.availability_rules is
  'Weekly hours, in the practitioner''s wall time; weekday 1 is Monday.  Written by the practitioner and admins.  A change that would strand bookings is'
  ' refused with rule_in_use, which names them.';
grant select on app.availability_rules, api.availability_rules to authenticated, service_role;
grant
insert (organization_id, practitioner_id, weekday, starts_local, ends_local, valid_from, valid_until, capacity),
update (weekday, starts_local, ends_local, valid_from, valid_until, capacity),
delete on app.availability_rules, api.availability_rules to authenticated;

create view api.availability_exceptions with (security_invoker = true) as
select e.exception_id, e.organization_id, e.practitioner_id, e.kind, e.starts_at, e.ends_at, e.capacity, e.reason
from app.availability_exceptions as e;

comment on view api.availability_exceptions is
  'Time off and extra hours.  Written by the practitioner and admins.  A change that would strand bookings is refused with rule_in_use, which names them.';
grant select on app.availability_exceptions, api.availability_exceptions to authenticated, service_role;
grant
insert (organization_id, practitioner_id, kind, starts_at, ends_at, capacity, reason),
update (kind, starts_at, ends_at, capacity, reason),
delete on app.availability_exceptions, api.availability_exceptions to authenticated;
