-- answer_review: the practitioner answers in public.
--
-- Room:   reviews
-- Caller: the practitioner
-- Reads:  app.practitioners
-- Writes: app.audit_log, app.idempotency_keys, app.practitioner_ratings, app.reviews
-- Locks:  the idempotency key, the review
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.answer_review(p_review_id uuid, p_answer text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_answer jsonb;
  v_text text := nullif(btrim(replace(p_answer, E'\r\n', E'\n'), E' \n\t'), '');
  v_review app.reviews;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('answer_review', p_key, jsonb_build_array(p_review_id, p_answer));
  select r.* into v_review from app.reviews as r where r.review_id = p_review_id for update;
  if v_review.review_id is null or app.standing(v_review.organization_id, null) = 'public' then
    perform app.fail('not_found', format('No review %s that you may see.', p_review_id), 'Check which account you are signed in with.');
  end if;
  if v_review.practitioner_id <> all (private.my_practitioner_ids('profile:write')) then
    perform app.fail('not_allowed', 'Only the practitioner answers a review.', 'Admins can hide a review, with a reason.');
  end if;
  if v_answer is not null then
    return v_answer;
  end if;
  if not app.is_short_text(v_text, 2000) then
    perform app.fail('invalid_argument', 'An answer has at most 2000 characters, and no control characters.', 'Shorten the answer.');
  end if;
  if v_review.withdrawn_at is not null then
    perform app.fail('illegal_transition', 'The client has withdrawn this review.', 'There is nothing left to answer.');
  end if;
  if v_text is distinct from v_review.answer then
    update app.reviews as r
    set answer = v_text, answered_at = case when v_text is not null then app.now() end
    where (r.review_id, r.organization_id) = (v_review.review_id, v_review.organization_id)
    returning r.* into v_review;
    perform app.record(v_review.organization_id, case when v_text is null then 'review.answer_removed' else 'review.answered' end, p_review_id::text);
  end if;
  return app.remember_answer(
    'answer_review', p_key, jsonb_build_array(p_review_id, p_answer), jsonb_build_object('review_id', v_review.review_id, 'answered_at', v_review.answered_at)
  );
end;
$$;

comment on function private.answer_review(uuid, text, text) is 'Definer: reviews are no role''s to write.  Whose profile it is may answer.';
grant execute on function private.answer_review(uuid, text, text) to authenticated;

create function api.answer_review(review_id uuid, answer text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.answer_review(answer_review.review_id, answer_review.answer, answer_review.idempotency_key);
$$;

comment on function api.answer_review(uuid, text, text) is
  'Puts the practitioner''s answer below a review, in place of an earlier one; an empty answer takes it away.  Returns {review_id, answered_at}.  Safe to repeat.';
grant execute on function api.answer_review(uuid, text, text) to authenticated;
