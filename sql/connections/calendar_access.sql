-- calendar_access: whether the core of the app is open to a member, where the organization requires a calendar.
--
-- Room:   connections
-- Reads:  app.calendar_connections, app.members, app.organizations, app.practitioners
-- Raises: PT403 not_allowed
create function app.lacks_calendar(p_user_id uuid, p_organization_id uuid)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select exists (
    select from app.organizations as o
    join app.members as m on (m.organization_id, m.user_id) = (o.organization_id, p_user_id) and m.suspended_at is null
    -- Whoever has no profile has no bookings of their own, which a calendar could show.
    join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id) and p.archived_at is null
    where o.organization_id = p_organization_id and o.calendar_required and app.role_may(m.organization_id, m.role, 'sessions:read')
  ) and not exists (
    select from app.calendar_connections as c
    where (c.user_id, c.organization_id, c.status) = (p_user_id, p_organization_id, 'connected')
  );
$$;

comment on function app.lacks_calendar(uuid, uuid) is
  'Whether a member with a profile has no calendar connected in an organization that requires one.  One that is revoked is not connected; one that does not answer is.';
grant execute on function app.lacks_calendar(uuid, uuid) to authenticated;

create function app.calendar_required(p_organization_id uuid)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if auth.uid() is not null and app.lacks_calendar(auth.uid(), p_organization_id) then
    perform app.fail('not_allowed', 'Your organization asks you to connect your calendar first.', 'Connect it in your settings, then try again.');
  end if;
end;
$$;

comment on function app.calendar_required(uuid) is 'Lets the caller pass unless the organization requires a calendar of theirs and none is connected.';

create view api.calendar_access with (security_invoker = true) as
select
  m.organization_id, o.calendar_required, not app.lacks_calendar(m.user_id, m.organization_id) as is_open,
  c.connection_id, c.provider, coalesce(c.status, 'none') as status, c.failing_since
from app.members as m
join app.organizations as o on o.organization_id = m.organization_id
left join app.calendar_connections as c on (c.user_id, c.organization_id) = (m.user_id, m.organization_id) and c.status <> 'ended'
where m.user_id = (select auth.uid()) and m.suspended_at is null;

comment on view api.calendar_access is
  'For each organization where the caller works: whether it requires a calendar, whether the core of the app is open to the caller (is_open), and the connection:'
  ' status is none, connected or revoked.';
grant select on api.calendar_access to authenticated;
