-- booking_video: which room a booking has, and whether it should have one.
--
-- Room:  video
-- Reads: app.bookings, app.organizations, app.services, app.video_rooms
create function app.video_subject(p_booking app.bookings)
returns uuid
language sql
stable
security invoker
set search_path = ''
as $$
  -- The seats of a session are in one room; whatever else is booked has its own.
  select case
    when s.capacity = 1 or p_booking.overbooked then p_booking.booking_id
    else md5(concat_ws(' ', p_booking.practitioner_id, p_booking.service_id, extract(epoch from p_booking.starts_at), extract(epoch from p_booking.ends_at)))::uuid
  end
  from app.services as s
  where (s.service_id, s.organization_id) = (p_booking.service_id, p_booking.organization_id);
$$;

comment on function app.video_subject(app.bookings) is 'Whose room the booking''s is: its own, or that of the session which several clients share.';

create function app.booking_video(p_booking app.bookings)
returns app.video_rooms
language sql
stable
security invoker
set search_path = ''
as $$
  -- Its own first: a service may have become one for several since.
  select r.* from app.video_rooms as r
  where r.subject_kind = 'booking' and r.status <> 'ended' and r.subject_id in (p_booking.booking_id, app.video_subject(p_booking))
    and p_booking.status in ('confirmed', 'rescheduled')
  order by r.subject_id <> p_booking.booking_id
  limit 1;
$$;

comment on function app.booking_video(app.bookings) is 'The room of a booking that takes place; null for none.';

create function app.wants_video(p_booking app.bookings)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select p_booking.status in ('confirmed', 'rescheduled') and o.video_provider <> 'none' and coalesce(
    p.place ->> 'kind' = 'online' and p.place ->> 'video_url' is null, false
  )
  from app.organizations as o
  cross join lateral (select app.place_of(p_booking.practitioner_id, p_booking.service_id, p_booking.organization_id) as place) as p
  where o.organization_id = p_booking.organization_id;
$$;

comment on function app.wants_video(app.bookings) is 'Whether the booking is agreed, online, and the practitioner gives no link of their own.';
