-- renew_practice_link: a new link to a private room, and an end to the old one.
--
-- Room:   practice_rooms
-- Caller: the host
-- Writes: app.audit_log, app.idempotency_keys, app.practice_links
-- Locks:  the idempotency key, the room
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.renew_practice_link(p_room_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_room_id);
  v_answer jsonb;
  v_room app.practice_rooms;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('renew_practice_link', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_room := app.room_to_change(p_room_id, p_host_only => true);
  perform app.check_room_goes_on(v_room);
  if not v_room.is_private or v_room.guest_id is not null then
    perform app.fail('illegal_transition', 'Only a private room that nobody has booked has a link.', 'Make it private first.');
  end if;
  perform app.record(v_room.organization_id, 'practice_link.renewed', v_room.room_id::text);
  v_answer := app.remember_answer('renew_practice_link', p_key, v_arguments, jsonb_build_object('room_id', v_room.room_id, 'link_token', null));
  return v_answer || jsonb_build_object('link_token', app.mint_practice_link(v_room));
end;
$$;

comment on function private.renew_practice_link(uuid, text) is 'Definer: links are no role''s to write.  See api.renew_practice_link.';
grant execute on function private.renew_practice_link(uuid, text) to authenticated;

create function api.renew_practice_link(room_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.renew_practice_link(renew_practice_link.room_id, renew_practice_link.idempotency_key);
$$;

comment on function api.renew_practice_link(uuid, text) is
  'Returns {room_id, link_token}: the newest link opens the private room, those before it nothing any more.  Told this once: a repeated request has null, and asks under'
  ' a new key.';
grant execute on function api.renew_practice_link(uuid, text) to authenticated;
