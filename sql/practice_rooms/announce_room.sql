-- announce_room: host and guest are told, each by a message of their own.
--
-- Room:   practice_rooms
-- Writes: app.notifications, app.outbox_events
create function app.announce_room(p_before app.practice_rooms, p_room app.practice_rooms, p_change text, p_reason text default null)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, useless_after, data)
  select
    p_room.organization_id,
    case p_change when 'booked' then 'practice_room.booked' when 'rescheduled' then 'practice_room.rescheduled' else 'practice_room.cancelled' end,
    p.party, p_room.room_id, app.useless_after(least(p_room.starts_at, coalesce(p_before.starts_at, p_room.starts_at))),
    jsonb_build_object(
      'title', p_room.title, 'starts_at', p_room.starts_at, 'ends_at', p_room.ends_at,
      'previous_starts_at', p_before.starts_at, 'previous_ends_at', p_before.ends_at,
      'ics_uid', p_room.ics_uid, 'ics_sequence', p_room.ics_sequence, 'changed_at', p_room.updated_at,
      'host_id', p_room.host_id, 'host_name', p_room.host_name, 'guest_id', p_room.guest_id, 'guest_name', p_room.guest_name,
      'video_url', app.video_link('practice_room', p_room.room_id),
      'reason', nullif(btrim(p_reason), ''), 'changed_by', case (select auth.uid()) when p_room.host_id then 'host' when p_room.guest_id then 'guest' end
    )
  from (values ('host', p_room.host_id), ('guest', p_room.guest_id)) as p (party, user_id)
  where p_room.guest_id is not null and p_room.ends_at > app.now()
    -- Whose account is gone is nobody whom one could tell.
    and (app.account_details(p_room.organization_id, p.user_id)).email is not null;
$$;

comment on function app.announce_room(app.practice_rooms, app.practice_rooms, text, text) is
  'Nothing while nobody has booked it, or when it is over.  All that the letter says is in the message, but for addresses: the room may be gone before it goes out.'
  '  p_before: what it was before it moved.';
