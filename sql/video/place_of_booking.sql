-- place_of_booking: where a booking takes place, its video room included.
--
-- Room:  video
-- Reads: app.bookings, app.video_rooms
create function app.place_of_booking(p_booking app.bookings)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select p.place || case
    when p.place ->> 'kind' = 'online' and p.place ->> 'video_url' is null and r.video_room_id is not null then jsonb_build_object(
      'video_url', app.link_of_video(r, p_booking.booking_id), 'video', case r.status when 'ready' then 'ready' else 'follows' end
    )
    else '{}'
  end
  from (select app.place_of(p_booking.practitioner_id, p_booking.service_id, p_booking.organization_id) as place) as p
  left join lateral app.booking_video(p_booking) as r on true;
$$;

comment on function app.place_of_booking(app.bookings) is
  'As app.place_of; where the practitioner gives no link, video_url is the link of the booking''s own room (https://…, or a path of the web app), and video says'
  ' whether the room is ready or follows.';
