-- create_practice_room: offer a time to practise together (SC-1.1).
--
-- Room:   practice_rooms
-- Caller: who belongs to the organization, as a member or a client
-- Writes: app.audit_log, app.idempotency_keys, app.next_slots, app.notifications, app.outbox_events, app.practice_links, app.practice_rooms,
--         app.practice_rounds, app.practice_seats, app.rate_limits, app.slot_claims, app.video_rooms
-- Locks:  the idempotency key, the practitioner, the person
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT409 client_busy, PT409 slot_taken, PT422 idempotency_mismatch,
--         PT422 too_far, PT422 too_soon, PT429 too_many_requests
create function private.create_practice_room(
  p_organization_id uuid, p_starts_at timestamptz, p_duration_minutes integer, p_is_private boolean, p_title text, p_key text
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_starts_at, p_duration_minutes, p_is_private, p_title);
  v_answer jsonb := app.recall_answer('create_practice_room', p_key, v_arguments);
  v_host app.account_details;
  v_room app.practice_rooms;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_host := app.practice_host(p_organization_id);
  perform app.limit_rate('practice:' || v_user_id, 30);
  perform app.check_practice_time(p_starts_at, p_duration_minutes);
  v_room.organization_id := p_organization_id;
  v_room.host_id := v_user_id;
  v_room.host_name := v_host.name;
  v_room.title := app.practice_title(p_title);
  v_room.is_private := coalesce(p_is_private, false);
  v_room.starts_at := p_starts_at;
  v_room.ends_at := p_starts_at + make_interval(mins => p_duration_minutes);
  v_room := app.insert_room(v_room);
  v_answer := app.remember_answer(
    'create_practice_room', p_key, v_arguments, app.room_answer(v_room) || jsonb_build_object('link_token', null)
  );
  -- Told this once: what is remembered for a repeated request is without it.
  return v_answer || case when v_room.is_private then jsonb_build_object('link_token', app.mint_practice_link(v_room)) else '{}' end;
end;
$$;

comment on function private.create_practice_room(uuid, timestamptz, integer, boolean, text, text) is
  'Definer: rooms are no role''s to write.  See api.create_practice_room.';
grant execute on function private.create_practice_room(uuid, timestamptz, integer, boolean, text, text) to authenticated;

create function api.create_practice_room(
  organization_id uuid, starts_at timestamptz, duration_minutes integer default 60, is_private boolean default false, title text default null,
  idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.create_practice_room(
    create_practice_room.organization_id, create_practice_room.starts_at, create_practice_room.duration_minutes, create_practice_room.is_private,
    create_practice_room.title, create_practice_room.idempotency_key
  );
$$;

comment on function api.create_practice_room(uuid, timestamptz, integer, boolean, text, text) is
  'Offers a room of 5 to 480 minutes, with round 1; its host is taken meanwhile.  No mail.  Returns the room as app.room_answer has it, and link_token: of a private'
  ' room the link''s secret, told this once (a repeated request has null; renew_practice_link makes another).';
grant execute on function api.create_practice_room(uuid, timestamptz, integer, boolean, text, text) to authenticated;
