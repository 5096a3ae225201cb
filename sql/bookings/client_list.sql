-- client_list: clients, with when each came last and comes next.
--
-- Room:  bookings
-- Reads: app.clients, app.client_assignments, app.practitioners, app.bookings
create view api.client_list with (security_invoker = true) as
select
  c.client_id, c.organization_id, c.user_id is not null as has_account, c.name, c.email, c.phone, c.time_zone, c.locale,
  c.archived_at, c.created_at, c.onboarding_status,
  a.practitioner_id, p.display_name as practitioner_name,
  (
    select count(*)::integer from app.bookings as b
    where (b.client_id, b.organization_id) = (c.client_id, c.organization_id) and b.status <> 'cancelled'
  ) as bookings_count,
  (
    select max(b.starts_at) from app.bookings as b
    where (b.client_id, b.organization_id) = (c.client_id, c.organization_id) and b.status <> 'cancelled' and b.starts_at <= app.now()
  ) as last_starts_at,
  next.starts_at as next_starts_at, next.booking_id as next_booking_id
from app.clients as c
left join app.client_assignments as a on (a.client_id, a.organization_id) = (c.client_id, c.organization_id) and a.ended_at is null
left join app.practitioners as p on (p.practitioner_id, p.organization_id) = (a.practitioner_id, a.organization_id)
left join lateral (
  select b.starts_at, b.booking_id from app.bookings as b
  where (b.client_id, b.organization_id) = (c.client_id, c.organization_id)
    and b.status in ('pending', 'confirmed', 'rescheduled') and b.starts_at > app.now()
  order by b.starts_at limit 1
) as next on true
-- Clients are listed to themselves.
where case
  when (select private.my_client_ids()) <> '{}' then true
  else (select app.list_required(array['view_clients', 'clients:manage']))
end;

comment on view api.client_list is
  'The clients of api.clients, as a list shows them.  bookings_count (without the cancelled), last_starts_at and next_starts_at count what the caller sees: a'
  ' practitioner''s own bookings, all of them for admins.  Refused to whoever is no client and has neither view_clients nor clients:manage anywhere.  practitioner_name: whoever cares for the client, or null.';
grant select on api.client_list to authenticated, service_role;
