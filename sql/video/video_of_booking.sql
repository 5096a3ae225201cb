-- video_of_booking: a party comes to the video room of a booking.
--
-- Room:   video
-- Caller: the practitioner, or the signed-in client
-- Reads:  app.bookings, app.video_rooms
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.video_of_booking(p_booking_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_booking app.bookings;
begin
  select b.* into v_booking from app.bookings as b where b.booking_id = p_booking_id;
  if v_booking.practitioner_id = any (private.my_practitioner_ids('sessions:read')) then
    return app.video_of_booking(v_booking, 'practitioner');
  elsif v_booking.client_id = any (private.my_client_ids()) then
    return app.video_of_booking(v_booking, 'client');
  end if;
  perform private.fail_unseen(v_booking.organization_id, 'booking', p_booking_id);
  return null;
end;
$$;

comment on function private.video_of_booking(uuid) is 'Definer: rooms are no role''s to read.  Its two parties only: not even admins walk in.  See api.video_of_booking.';
grant execute on function private.video_of_booking(uuid) to authenticated;

create function api.video_of_booking(booking_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.video_of_booking(video_of_booking.booking_id);
$$;

comment on function api.video_of_booking(uuid) is
  'For one of the booking''s two parties: {status: none, early, follows, open or over, opens_at, closes_at}, and of an open room {provider, name, url, party}.'
  '  A room of Daily''s opens only with a meeting token: ask the edge (POST /api/video), which makes one.';
grant execute on function api.video_of_booking(uuid) to authenticated;
