-- bookings_to_review: which appointments a signed-in client may say something about (CP-4.6).
--
-- Room:   reviews
-- Caller: any signed-in user
-- Reads:  app.bookings, app.clients, app.organizations, app.practitioners, app.reviews, app.services
-- Raises: PT401 not_signed_in
create function private.bookings_to_review()
returns table (
  booking_id uuid, organization_id uuid, organization_name text, practitioner_name text, service_name text, starts_at timestamptz, time_zone text, asked boolean
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform app.sign_in_required();
  return query
  select b.booking_id, b.organization_id, o.name, p.display_name, s.name, b.starts_at, b.client_time_zone, app.asks_for_reviews(b.organization_id)
  from app.bookings as b
  join app.organizations as o on o.organization_id = b.organization_id
  join app.practitioners as p on (p.practitioner_id, p.organization_id) = (b.practitioner_id, b.organization_id)
  join app.services as s on (s.service_id, s.organization_id) = (b.service_id, b.organization_id)
  where b.client_id = any (private.my_client_ids())
    and b.status = 'completed' and b.ends_at > app.now() - interval '60 days'
    and b.practitioner_id <> all (private.my_practitioner_ids('sessions:read'))
    and not exists (select from app.reviews as r where (r.booking_id, r.organization_id) = (b.booking_id, b.organization_id))
  order by b.starts_at desc
  limit 20;
end;
$$;

comment on function private.bookings_to_review() is 'Definer: whether an organization asks is not the public''s to read.  Speaks of the caller''s own bookings only.';
grant execute on function private.bookings_to_review() to authenticated;

create function api.bookings_to_review()
returns table (
  booking_id uuid, organization_id uuid, organization_name text, practitioner_name text, service_name text, starts_at timestamptz, time_zone text, asked boolean
)
language sql
stable
security invoker
set search_path = ''
as $$
  select b.booking_id, b.organization_id, b.organization_name, b.practitioner_name, b.service_name, b.starts_at, b.time_zone, b.asked
  from private.bookings_to_review() as b;
$$;

comment on function api.bookings_to_review() is
  'The caller''s own appointments of the last 60 days that took place and were not reviewed, newest first, 20 at most.  asked: whether the organization asks its clients.';
grant execute on function api.bookings_to_review() to authenticated;
