-- video_room_of_the_service, announce_video_failed: a room that a worker has something to say of.
--
-- Room:   video
-- Reads:  app.bookings, app.video_rooms
-- Writes: app.outbox_events
-- Locks:  the room
-- Raises: PT403 not_allowed, PT404 not_found
create function private.video_room_of_the_service(p_video_room_id uuid)
returns app.video_rooms
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_room app.video_rooms;
begin
  perform app.service_role_required();
  select * into v_room from app.video_rooms as r where r.video_room_id = p_video_room_id for no key update;
  if not found then
    perform app.fail('not_found', format('No video room %s.', p_video_room_id), 'It was forgotten meanwhile: there is nothing to mark.');
  end if;
  return v_room;
end;
$$;

comment on function private.video_room_of_the_service(uuid) is 'Definer: rooms are no role''s to read.  Locks and returns it, or raises PT404 not_found.';

create function app.announce_video_failed(p_room app.video_rooms)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, useless_after, data)
  select b.organization_id, 'booking.video_failed', 'practitioner', b.booking_id, app.useless_after(b.ends_at), jsonb_build_object(
    'status', b.status, 'starts_at', b.starts_at, 'ends_at', b.ends_at, 'ics_sequence', b.ics_sequence, 'changed_at', b.updated_at
  )
  from app.bookings as b
  where b.organization_id = p_room.organization_id and p_room.subject_kind = 'booking' and b.status in ('confirmed', 'rescheduled')
    and b.starts_at = lower(p_room.span) and p_room.subject_id in (b.booking_id, app.video_subject(b))
    and exists (select from app.announced_parties(b) as party where party = 'practitioner')
  order by b.booking_id
  limit 1;
$$;

comment on function app.announce_video_failed(app.video_rooms) is 'The practitioner hears, once, that there is no room yet and that it is tried further.';
