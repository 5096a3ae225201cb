-- settle_video: a booking's room follows the booking.
--
-- Room:   video
-- Reads:  app.bookings, app.organizations, app.services, app.video_rooms
-- Writes: app.video_rooms
create function app.leave_video(p_booking app.bookings, p_subject_id uuid)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- A room that others of the session meet in stays.
  select app.end_video_room('booking', p_subject_id)
  where p_subject_id = p_booking.booking_id or not exists (
    select from app.bookings as b
    where (b.practitioner_id, b.service_id, b.organization_id, b.starts_at, b.ends_at)
      = (p_booking.practitioner_id, p_booking.service_id, p_booking.organization_id, p_booking.starts_at, p_booking.ends_at)
      and b.booking_id <> p_booking.booking_id and b.status in ('confirmed', 'rescheduled') and not b.overbooked
  );
$$;

comment on function app.leave_video(app.bookings, uuid) is 'The booking, as it was, is no longer in that room.';

create function app.settle_video(p_booking app.bookings)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_subject_id uuid := app.video_subject(p_booking);
begin
  if app.wants_video(p_booking) and upper(app.video_opening(tstzrange(p_booking.starts_at, p_booking.ends_at))) > app.now() then
    perform app.put_video_room(
      p_booking.organization_id, 'booking', v_subject_id, tstzrange(p_booking.starts_at, p_booking.ends_at), o.video_provider,
      -- The appointments of a series meet behind one name: in calendars they are one event.
      (
        select r.name from app.bookings as b
        join app.video_rooms as r on (r.subject_kind, r.subject_id) = ('booking', b.booking_id)
        where b.series_id = p_booking.series_id and b.practitioner_id = p_booking.practitioner_id and r.provider = 'jitsi' and r.status = 'ready'
        limit 1
      )
    )
    from app.organizations as o
    where o.organization_id = p_booking.organization_id;
  else
    perform app.leave_video(p_booking, v_subject_id);
  end if;
end;
$$;

comment on function app.settle_video(app.bookings) is 'Makes, moves or ends the booking''s room, as the booking, its place and the organization now are.';

create function app.follow_booking()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  -- All that a booking of an organization without video rooms pays.
  if not exists (select from app.organizations as o where o.organization_id = new.organization_id and o.video_provider <> 'none')
    and not exists (select from app.video_rooms as r where r.organization_id = new.organization_id) then
    return null;
  end if;
  if tg_op = 'UPDATE' and (
    app.video_subject(old) <> app.video_subject(new) or old.practitioner_id <> new.practitioner_id
  ) then
    -- Whoever no longer takes part does not know the way to the new room.
    perform app.leave_video(old, app.video_subject(old));
  end if;
  if new.status in ('confirmed', 'rescheduled') or (tg_op = 'UPDATE' and old.status in ('confirmed', 'rescheduled')) then
    perform app.settle_video(new);
  end if;
  return null;
end;
$$;

comment on function app.follow_booking() is 'Trigger: the room is made with the booking, moves with it, and ends with it.';

create trigger _500_follow_booking after insert on app.bookings
for each row execute function app.follow_booking();
create trigger _500_follow_booking_change after update of status, starts_at, ends_at, practitioner_id, service_id on app.bookings
for each row when (
  (old.status, old.starts_at, old.ends_at, old.practitioner_id, old.service_id)
  is distinct from (new.status, new.starts_at, new.ends_at, new.practitioner_id, new.service_id)
)
execute function app.follow_booking();
