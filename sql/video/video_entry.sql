-- video_entry: what somebody who may enter needs to enter.
--
-- Room:  video
-- Reads: app.bookings, app.video_rooms
create function app.video_entry(p_room app.video_rooms, p_party text)
returns jsonb
language sql
stable
security invoker
return case
  when p_room.video_room_id is null or p_room.status = 'ended' then '{"status": "none"}'::jsonb
  else jsonb_build_object(
    'status', case
      when app.now() >= p_room.closes_at then 'over'
      when app.now() < p_room.opens_at then 'early'
      when p_room.status <> 'ready' then 'follows'
      else 'open'
    end,
    'opens_at', p_room.opens_at, 'closes_at', p_room.closes_at
  ) || case
    when p_room.status = 'ready' and app.now() >= p_room.opens_at and app.now() < p_room.closes_at then jsonb_build_object(
      'provider', p_room.provider, 'name', p_room.name, 'url', p_room.url, 'party', p_party
    )
    else '{}'
  end
end;

comment on function app.video_entry(app.video_rooms, text) is
  '{status, opens_at, closes_at}: none, early, follows, open or over; of an open room {provider, name, url, party} too.  Who asks was checked before.'
  '  p_party: practitioner or client, host or guest.';

create function app.video_booking(p_booking app.bookings)
returns app.bookings
language sql
stable
security invoker
set search_path = ''
as $$
  select b.* from app.bookings as b
  where b.booking_id = p_booking.booking_id or (
    b.series_id = p_booking.series_id and (b.client_id, b.practitioner_id) = (p_booking.client_id, p_booking.practitioner_id)
    and b.status in ('confirmed', 'rescheduled') and app.video_opening(tstzrange(b.starts_at, b.ends_at)) @> app.now()
  )
  order by app.video_opening(tstzrange(b.starts_at, b.ends_at)) @> app.now() and b.status in ('confirmed', 'rescheduled') desc, b.booking_id <> p_booking.booking_id
  limit 1;
$$;

comment on function app.video_booking(app.bookings) is
  'The booking itself, or the one of its series, between the same two, that takes place now: calendars show one link for a whole series.';

create function app.video_of_booking(p_booking app.bookings, p_party text)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select case
    when p.place ->> 'video' is not null or p.place ->> 'video_url' is null then app.video_entry(app.booking_video(b), p_party)
    else jsonb_build_object('status', 'open', 'url', p.place ->> 'video_url', 'party', p_party)
  end
  from app.video_booking(p_booking) as b
  cross join lateral (
    select case when b.status in ('confirmed', 'rescheduled') then app.place_of_booking(b) else '{}' end as place
  ) as p;
$$;

comment on function app.video_of_booking(app.bookings, text) is 'As app.video_entry, for a booking; a practitioner''s own link is open always.';
