-- update_practice_room: another time, another stage, another name (SC-1.4, SC-1.6, SC-1.7).
--
-- Room:   practice_rooms
-- Caller: the host; the stage also the guest
-- Reads:  app.practice_rooms
-- Writes: app.audit_log, app.idempotency_keys, app.next_slots, app.notifications, app.outbox_events, app.practice_links, app.practice_rooms, app.practice_seats,
--         app.slot_claims, app.video_rooms
-- Locks:  the idempotency key, the practitioners, the room, the people
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 client_busy, PT409 illegal_transition,
--         PT409 slot_taken, PT422 idempotency_mismatch, PT422 too_far, PT422 too_soon
create function private.update_practice_room(
  p_room_id uuid, p_starts_at timestamptz, p_duration_minutes integer, p_is_private boolean, p_title text, p_stage text, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_room_id, p_starts_at, p_duration_minutes, p_is_private, p_title, p_stage);
  v_answer jsonb;
  v_before app.practice_rooms;
  v_room app.practice_rooms;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('update_practice_room', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  if num_nonnulls(p_starts_at, p_duration_minutes) > 0 then
    perform app.lock_parties(r.organization_id, array[r.host_id, r.guest_id]) from app.practice_rooms as r where r.room_id = p_room_id;
  end if;
  v_before := app.room_to_change(p_room_id, p_host_only => num_nonnulls(p_starts_at, p_duration_minutes, p_is_private, p_title) > 0);
  v_room := app.changed_room(v_before, p_starts_at, p_duration_minutes, p_is_private, p_title, p_stage);
  if v_room is distinct from v_before then
    perform app.check_room_goes_on(v_before);
    update app.practice_rooms as r
    set starts_at = v_room.starts_at, ends_at = v_room.ends_at, is_private = v_room.is_private, title = v_room.title, stage = v_room.stage,
        ics_sequence = v_room.ics_sequence, updated_at = app.now()
    where (r.room_id, r.organization_id) = (v_room.room_id, v_room.organization_id)
    returning r.* into v_room;
    if (v_room.starts_at, v_room.ends_at) is distinct from (v_before.starts_at, v_before.ends_at) then
      perform app.take_seats(v_room);
      perform app.want_video_room(v_room.organization_id, 'practice_room', v_room.room_id, tstzrange(v_room.starts_at, v_room.ends_at));
      perform app.announce_room(v_before, v_room, 'rescheduled');
    end if;
  end if;
  if not v_room.is_private then
    delete from app.practice_links as l where (l.room_id, l.organization_id) = (v_room.room_id, v_room.organization_id);
  end if;
  v_answer := app.remember_answer(
    'update_practice_room', p_key, v_arguments, app.room_answer(v_room) || jsonb_build_object('link_token', null)
  );
  return v_answer || case
    when v_room.is_private and not v_before.is_private then jsonb_build_object('link_token', app.mint_practice_link(v_room)) else '{}'
  end;
end;
$$;

comment on function private.update_practice_room(uuid, timestamptz, integer, boolean, text, text, text) is
  'Definer: rooms are no role''s to write.  See api.update_practice_room.';
grant execute on function private.update_practice_room(uuid, timestamptz, integer, boolean, text, text, text) to authenticated;

create function api.update_practice_room(
  room_id uuid, starts_at timestamptz default null, duration_minutes integer default null, is_private boolean default null, title text default null,
  stage text default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.update_practice_room(
    update_practice_room.room_id, update_practice_room.starts_at, update_practice_room.duration_minutes, update_practice_room.is_private,
    update_practice_room.title, update_practice_room.stage, update_practice_room.idempotency_key
  );
$$;

comment on function api.update_practice_room(uuid, timestamptz, integer, boolean, text, text, text) is
  'Changes what is given; an empty title takes it away.  A new time is had whole or not at all, and both are told, in the same calendar entry.  stage: any of the room''s'
  ' stages, of which the last ends it and only the first is before somebody booked.  Returns the room as app.room_answer has it, and link_token where it has just become private.';
grant execute on function api.update_practice_room(uuid, timestamptz, integer, boolean, text, text, text) to authenticated;
