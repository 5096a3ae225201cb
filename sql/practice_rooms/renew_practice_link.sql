-- renew_practice_link: a new link to a private room, and an end to the old one.
--
-- Room:   practice_rooms
-- Caller: the host
-- Writes: app.audit_log, app.practice_links
-- Locks:  the room
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function private.renew_practice_link(p_room_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_room app.practice_rooms;
begin
  v_room := app.room_to_change(p_room_id, p_host_only => true);
  perform app.check_room_goes_on(v_room);
  if not v_room.is_private or v_room.guest_id is not null then
    perform app.fail('illegal_transition', 'Only a private room that nobody has booked has a link.', 'Make it private first.');
  end if;
  perform app.record(v_room.organization_id, 'practice_link.renewed', v_room.room_id::text);
  return jsonb_build_object('room_id', v_room.room_id, 'link_token', app.mint_practice_link(v_room));
end;
$$;

comment on function private.renew_practice_link(uuid) is 'Definer: links are no role''s to write.  See api.renew_practice_link.';
grant execute on function private.renew_practice_link(uuid) to authenticated;

create function api.renew_practice_link(room_id uuid)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.renew_practice_link(renew_practice_link.room_id);
$$;

comment on function api.renew_practice_link(uuid) is
  'Returns {room_id, link_token}: the newest link opens the private room, those before it nothing any more.  Without an idempotency key, for the same reason: an answer that'
  ' was lost is asked for again.';
grant execute on function api.renew_practice_link(uuid) to authenticated;
