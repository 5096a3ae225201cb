-- finish_round: it is over, and what was said and thought of it (SC-1.7).
--
-- Room:   practice_rooms
-- Caller: host and guest
-- Reads:  app.practice_rounds
-- Writes: app.audit_log, app.idempotency_keys, app.practice_rounds
-- Locks:  the idempotency key, the room
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.finish_round(p_round_id uuid, p_transcript text, p_assessment text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- Hashed among the idempotency keys, never kept there.
  v_arguments jsonb := jsonb_build_array(p_round_id, p_transcript, p_assessment);
  v_answer jsonb;
  v_round app.practice_rounds;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('finish_round', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  if length(p_transcript) > 200000 or length(p_assessment) > 20000 then
    perform app.fail('invalid_argument', 'A transcript has 200,000 characters at most, an assessment 20,000.', 'Shorten it and send it again.');
  end if;
  v_round := app.round_to_change(p_round_id);
  if v_round.started_at is null then
    perform app.fail('illegal_transition', 'This round has not begun.', 'Start it first.');
  end if;
  -- Finished, it takes what was not said yet: one writes the transcript, the other the assessment.
  if v_round.finished_at is not null and (
    num_nonnulls(p_transcript, p_assessment) = 0
    or p_transcript is not null and v_round.transcript is not null or p_assessment is not null and v_round.assessment is not null
  ) then
    perform app.fail('illegal_transition', 'This round is finished.', 'Start another one.');
  end if;
  update app.practice_rounds as d
  set finished_at = coalesce(d.finished_at, app.now()),
      transcript = coalesce(nullif(btrim(p_transcript), ''), d.transcript), assessment = coalesce(nullif(btrim(p_assessment), ''), d.assessment)
  where (d.round_id, d.organization_id) = (v_round.round_id, v_round.organization_id)
  returning d.* into v_round;
  return app.remember_answer('finish_round', p_key, v_arguments, app.round_answer(v_round));
end;
$$;

comment on function private.finish_round(uuid, text, text, text) is 'Definer: rounds are no role''s to write.  See api.finish_round.';
grant execute on function private.finish_round(uuid, text, text, text) to authenticated;

create function api.finish_round(round_id uuid, transcript text default null, assessment text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.finish_round(finish_round.round_id, finish_round.transcript, finish_round.assessment, finish_round.idempotency_key);
$$;

comment on function api.finish_round(uuid, text, text, text) is
  'Ends a round that is under way, with its transcript (200,000 characters at most) and assessment (20,000), which may also come later, each once.  Host and guest read'
  ' them, nobody else.  Returns the round as app.round_answer has it.';
grant execute on function api.finish_round(uuid, text, text, text) to authenticated;
