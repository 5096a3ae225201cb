-- booking_place: where a booking takes place, for those who see it.
--
-- Room:   video
-- Caller: the practitioner, an admin, or the signed-in client
-- Reads:  app.bookings, app.services, app.places, app.video_rooms
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function app.who_met(p_booking_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select jsonb_strip_nulls(jsonb_build_object('met', nullif(jsonb_strip_nulls(jsonb_build_object(
    'practitioner_came_at', r.practitioner_came_at, 'client_came_at', r.client_came_at
  )), '{}')))
  from app.video_rooms as r
  where (r.subject_kind, r.subject_id) = ('booking', p_booking_id);
$$;

comment on function app.who_met(uuid) is
  '{met: {practitioner_came_at, client_came_at}}, as far as the provider saw anybody in the booking''s own room; in a room that several clients share, nobody can tell whom.';

create function private.booking_place(p_booking_id uuid)
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
  select b.* into v_booking
  from app.bookings as b
  where b.booking_id = p_booking_id;
  if (
    v_booking.practitioner_id = any (private.readable_practitioner_ids())
    or v_booking.organization_id = any (private.organizations_where('sessions:manage'))
    or v_booking.client_id = any (private.my_client_ids())
  ) is not true then
    perform private.fail_unseen(v_booking.organization_id, 'booking', p_booking_id);
  end if;
  if v_booking.status = 'cancelled' then
    return null;
  end if;
  return app.place_of_booking(v_booking) || case
    when v_booking.client_id = any (private.my_client_ids()) then '{}'
    else coalesce(app.who_met(p_booking_id), '{}')
  end;
end;
$$;

comment on function private.booking_place(uuid) is 'Definer: places are not public, but their clients'' to know.  See api.booking_place.';
grant execute on function private.booking_place(uuid) to authenticated;

create function api.booking_place(booking_id uuid)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.booking_place(booking_place.booking_id);
$$;

comment on function api.booking_place(uuid) is
  'Where the booking takes place, as its link shows it: {kind, address, video_url}, the address only in person, the link only online, null where none was given;'
  ' where the link is that of a room made for the booking, video says whether it is ready or follows;'
  ' for members, met says when the two were first seen there;'
  ' null when the booking is cancelled.';
grant execute on function api.booking_place(uuid) to authenticated;
