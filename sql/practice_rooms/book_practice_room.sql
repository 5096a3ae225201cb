-- book_practice_room: take the other place (SC-1.2, SC-1.3).
--
-- Room:   practice_rooms
-- Caller: who belongs to the organization, but not the host; to a private room, any account with its link
-- Reads:  app.practice_rooms
-- Writes: app.audit_log, app.idempotency_keys, app.next_slots, app.notifications, app.outbox_events, app.practice_rooms, app.practice_seats, app.rate_limits,
--         app.slot_claims
-- Locks:  the idempotency key, the practitioners, the room, the people
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT403 token_invalid, PT404 not_found, PT409 client_busy, PT409 illegal_transition,
--         PT409 slot_taken, PT422 idempotency_mismatch, PT422 too_soon, PT429 too_many_requests
create function private.book_practice_room(p_room_id uuid, p_link_token text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  -- The link itself is not kept, not even as a fingerprint that one could try it on.
  v_arguments jsonb := jsonb_build_array(p_room_id, p_link_token is not null);
  v_answer jsonb := app.recall_answer('book_practice_room', p_key, v_arguments);
  v_room app.practice_rooms;
  v_guest app.account_details;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.limit_rate('practice:' || v_user_id, 30);
  perform app.lock_parties(r.organization_id, array[r.host_id, v_user_id]) from app.practice_rooms as r where r.room_id = p_room_id;
  select r.* into v_room from app.practice_rooms as r where r.room_id = p_room_id for update;
  v_guest := app.account_details(v_room.organization_id, v_user_id);
  if p_link_token is not null and (app.room_of_link(p_link_token)).room_id is distinct from p_room_id then
    return app.fail_practice_link();
  elsif v_room.room_id is null or p_link_token is null and (v_room.is_private or v_guest.belongs is not true) and v_user_id <> v_room.host_id then
    perform app.fail('not_found', format('No open practice room %s.', p_room_id), 'It may have been deleted. Choose another one.');
  end if;
  perform app.check_open_place(v_user_id, v_room.host_id, v_room.guest_id is not null, v_room.starts_at);
  perform app.check_room_goes_on(v_room);

  update app.practice_rooms as r
  set guest_id = v_user_id, guest_name = app.practice_guest_name(v_guest), booked_at = app.now(), updated_at = app.now()
  where (r.room_id, r.organization_id) = (v_room.room_id, v_room.organization_id)
  returning r.* into v_room;
  perform app.take_seats(v_room);
  perform app.announce_room(null, v_room, 'booked');
  return app.remember_answer('book_practice_room', p_key, v_arguments, app.room_answer(v_room));
end;
$$;

comment on function private.book_practice_room(uuid, text, text) is 'Definer: rooms are no role''s to write.  See api.book_practice_room.';
grant execute on function private.book_practice_room(uuid, text, text) to authenticated;

create function api.book_practice_room(room_id uuid, link_token text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.book_practice_room(book_practice_room.room_id, book_practice_room.link_token, book_practice_room.idempotency_key);
$$;

comment on function api.book_practice_room(uuid, text, text) is
  'The caller is the guest from now on, where there was none: of two who try, one is, and the other gets slot_taken.  A private room needs the link''s token.'
  '  Both get a mail with a calendar object.  Returns the room as app.room_answer has it.';
grant execute on function api.book_practice_room(uuid, text, text) to authenticated;
