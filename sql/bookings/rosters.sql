-- rosters: who comes to a session of several seats.
--
-- Room:  bookings
-- Reads: app.bookings, app.practitioners, app.services
create view api.rosters with (security_invoker = true) as
select
  b.organization_id, b.practitioner_id, p.display_name as practitioner_name, p.time_zone, b.service_id, s.name as service_name,
  b.starts_at, b.ends_at, s.capacity, count(*)::integer as taken,
  jsonb_agg(jsonb_build_object(
    'booking_id', b.booking_id, 'reference', b.reference, 'status', b.status, 'client_id', b.client_id,
    'client_name', b.client_name, 'client_email', b.client_email, 'client_phone', b.client_phone
  ) order by b.client_name, b.booking_id) as seats
from app.bookings as b
join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
where s.capacity > 1
  and b.status <> 'cancelled'
  -- Clients see their own bookings, and not who else comes.
  and (
    b.practitioner_id = any ((select private.readable_practitioner_ids())::uuid[])
    or b.organization_id = any ((select private.organizations_where('sessions:manage'))::uuid[])
  )
group by b.organization_id, b.practitioner_id, p.display_name, p.time_zone, b.service_id, s.name, b.starts_at, b.ends_at, s.capacity;

comment on view api.rosters is
  'Each session of a service with several seats, and who has them: seats [{booking_id, reference, status, client_id, client_name, client_email, client_phone}].'
  '  For the practitioner and admins only; each client has a link and a booking of the own.';
grant select on api.rosters to authenticated;
