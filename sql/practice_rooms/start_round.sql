-- start_round: begin to practise, the first time or once more (SC-1.7).
--
-- Room:   practice_rooms
-- Caller: host and guest
-- Reads:  app.practice_rounds
-- Writes: app.audit_log, app.idempotency_keys, app.practice_rooms, app.practice_rounds
-- Locks:  the idempotency key, the room
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.start_round(p_room_id uuid, p_candidate text, p_case_brief text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_room_id, p_candidate, p_case_brief);
  v_answer jsonb;
  v_room app.practice_rooms;
  v_round app.practice_rounds;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('start_round', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  if p_candidate not in ('host', 'guest') or length(p_case_brief) > 10000 then
    perform app.fail('invalid_argument', 'The candidate is host or guest, and a case brief has 10,000 characters at most.', 'Correct it and send it again.');
  end if;
  v_room := app.room_to_change(p_room_id, p_host_only => false);
  perform app.check_room_goes_on(v_room);
  select d.* into v_round from app.practice_rounds as d
  where (d.room_id, d.organization_id, d.number) = (v_room.room_id, v_room.organization_id, v_room.last_round);
  if v_room.guest_id is null then
    perform app.fail('illegal_transition', 'Nobody has booked this room yet.', 'Wait until somebody has.');
  elsif v_round.started_at is not null and v_round.finished_at is null then
    perform app.fail('illegal_transition', format('Round %s is under way.', v_round.number), 'Finish it first.');
  elsif v_round.finished_at is not null and v_room.last_round >= 100 then
    perform app.fail('illegal_transition', 'This room has had its hundred rounds.', 'Create another one.');
  end if;

  if v_round.finished_at is not null then
    -- Whoever starts a round has the room, so that numbers have no gaps and no doubles.
    update app.practice_rooms as r set last_round = r.last_round + 1, updated_at = app.now()
    where (r.room_id, r.organization_id) = (v_room.room_id, v_room.organization_id)
    returning r.* into v_room;
    insert into app.practice_rounds (organization_id, room_id, number) values (v_room.organization_id, v_room.room_id, v_room.last_round);
  end if;
  update app.practice_rounds as d
  set started_at = app.now(), candidate = coalesce(p_candidate, d.candidate), case_brief = coalesce(nullif(btrim(p_case_brief), ''), d.case_brief)
  where (d.room_id, d.organization_id, d.number) = (v_room.room_id, v_room.organization_id, v_room.last_round)
  returning d.* into v_round;
  return app.remember_answer('start_round', p_key, v_arguments, app.round_answer(v_round));
end;
$$;

comment on function private.start_round(uuid, text, text, text) is 'Definer: rounds are no role''s to write.  See api.start_round.';
grant execute on function private.start_round(uuid, text, text, text) to authenticated;

create function api.start_round(room_id uuid, candidate text default null, case_brief text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.start_round(start_round.room_id, start_round.candidate, start_round.case_brief, start_round.idempotency_key);
$$;

comment on function api.start_round(uuid, text, text, text) is
  'Begins round 1, or the next once the one before is finished.  candidate: host or guest, who practises; case_brief: 10,000 characters at most.  Returns the round as'
  ' app.round_answer has it.';
grant execute on function api.start_round(uuid, text, text, text) to authenticated;
