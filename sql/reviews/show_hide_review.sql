-- show_hide_review: whether a review is shown.
--
-- Room:   reviews
-- Caller: members with reviews:manage
-- Writes: app.audit_log, app.idempotency_keys, app.practitioner_ratings, app.reviews
-- Locks:  the idempotency key, the review, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.show_hide_review(p_review_id uuid, p_reason text, p_hide boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_verb text := case when p_hide then 'hide_review' else 'show_review' end;
  v_arguments jsonb := jsonb_build_array(p_review_id, p_reason);
  v_answer jsonb;
  v_reason text := nullif(btrim(p_reason, E' \n\t'), '');
  v_before app.reviews;
  v_after app.reviews;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer(v_verb, p_key, v_arguments);
  select r.* into v_before from app.reviews as r where r.review_id = p_review_id for update;
  if v_before.review_id is null or app.standing(v_before.organization_id, null) = 'public' then
    perform app.fail('not_found', format('No review %s that you may see.', p_review_id), 'Check which account you are signed in with.');
  end if;
  perform private.permission_required(v_before.organization_id, 'reviews:manage');
  if v_answer is not null then
    return v_answer;
  end if;
  if p_hide and app.is_short_text(v_reason, 500) is not true then
    perform app.fail('invalid_argument', 'A review is hidden for a reason of at most 500 characters.', 'Say why; the practitioner and the audit log see it.');
  end if;
  if v_before.withdrawn_at is not null then
    perform app.fail('illegal_transition', 'The client has withdrawn this review.', 'It is shown nowhere.');
  end if;
  v_after := v_before;
  -- Asking twice is no error.
  if (v_before.hidden_at is not null) <> p_hide then
    update app.reviews as r
    set hidden_at = case when p_hide then app.now() end, hidden_by = case when p_hide then app.actor() end, hidden_reason = case when p_hide then v_reason end
    where (r.review_id, r.organization_id) = (v_before.review_id, v_before.organization_id)
    returning r.* into v_after;
    perform app.record(
      v_after.organization_id, case when p_hide then 'review.hidden' else 'review.shown' end, p_review_id::text,
      jsonb_build_object('hidden_reason', v_before.hidden_reason), jsonb_build_object('hidden_reason', v_after.hidden_reason)
    );
  end if;
  return app.remember_answer(v_verb, p_key, v_arguments, jsonb_build_object('review_id', v_after.review_id, 'hidden_at', v_after.hidden_at));
end;
$$;

comment on function private.show_hide_review(uuid, text, boolean, text) is 'Definer: reviews are no role''s to write; private.permission_required authorises.';
grant execute on function private.show_hide_review(uuid, text, boolean, text) to authenticated;
