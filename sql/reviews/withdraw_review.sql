-- withdraw_review: a client takes the own review back.
--
-- Room:   reviews
-- Caller: the client
-- Reads:  app.clients
-- Writes: app.audit_log, app.idempotency_keys, app.practitioner_ratings, app.reviews
-- Locks:  the idempotency key, the review, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.withdraw_review(p_review_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_review_id);
  v_answer jsonb;
  v_review app.reviews;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('withdraw_review', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  select r.* into v_review from app.reviews as r where r.review_id = p_review_id for update;
  if v_review.review_id is null or v_review.client_id <> all (private.my_client_ids()) then
    if app.standing(v_review.organization_id, null) <> 'public' then
      perform app.fail('not_allowed', 'Only the client withdraws a review.', 'Admins can hide it, with a reason.');
    end if;
    perform app.fail('not_found', format('No review %s that you may see.', p_review_id), 'Check which account you are signed in with.');
  end if;
  -- Asking twice is no error.
  if v_review.withdrawn_at is null then
    update app.reviews as r
    set withdrawn_at = app.now(), rating = null, comment = null, recommend = null, answer = null, answered_at = null
    where (r.review_id, r.organization_id) = (v_review.review_id, v_review.organization_id)
    returning r.* into v_review;
    perform app.record(v_review.organization_id, 'review.withdrawn', p_review_id::text);
  end if;
  return app.remember_answer(
    'withdraw_review', p_key, v_arguments, jsonb_build_object('review_id', v_review.review_id, 'withdrawn_at', v_review.withdrawn_at)
  );
end;
$$;

comment on function private.withdraw_review(uuid, text) is 'Definer: reviews are no role''s to write.  The client''s account authorises.';
grant execute on function private.withdraw_review(uuid, text) to authenticated;

create function api.withdraw_review(review_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.withdraw_review(withdraw_review.review_id, withdraw_review.idempotency_key);
$$;

comment on function api.withdraw_review(uuid, text) is
  'Erases what the caller said of an appointment, with the answer to it, for good: rating, comment and recommendation.  The appointment stays reviewed once.'
  '  Returns {review_id, withdrawn_at}.  Safe to repeat.';
grant execute on function api.withdraw_review(uuid, text) to authenticated;
