-- video_link: the way to a video room.
--
-- Room:  video
-- Reads: app.bookings, app.video_rooms
create function app.link_of_video(p_room app.video_rooms, p_subject_id uuid)
returns text
language sql
stable
security invoker
return case
  when p_room.status = 'ended' then null
  when p_room.provider = 'jitsi' then p_room.url
  -- Ours: who comes by it is asked who they are, and let in by a token of their own while the room is open.
  when p_room.provider = 'daily' then '/video/' || p_room.subject_kind || '/' || p_subject_id
end;

comment on function app.link_of_video(app.video_rooms, uuid) is
  'An address, or the path of a page below the installation''s web address; null for no room, and for one that has ended.';

create function app.video_link(p_subject_kind text, p_subject_id uuid)
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select case
    when p_subject_kind = 'booking' then (
      select app.link_of_video(app.booking_video(b), b.booking_id) from app.bookings as b where b.booking_id = p_subject_id
    )
    else (
      select app.link_of_video(r, r.subject_id) from app.video_rooms as r where (r.subject_kind, r.subject_id) = (p_subject_kind, p_subject_id)
    )
  end;
$$;

comment on function app.video_link(text, uuid) is
  'The link by which the subject''s parties come in: https://…, or the path of a page of the web app (/video/…); null where there is no room.';
