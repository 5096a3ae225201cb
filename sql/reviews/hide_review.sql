-- hide_review: a review is shown no more, for a reason that is kept.
--
-- Room:   reviews
-- Caller: members with reviews:manage
-- Writes: app.audit_log, app.idempotency_keys, app.practitioner_ratings, app.reviews
-- Locks:  the idempotency key, the review, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function api.hide_review(review_id uuid, reason text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.show_hide_review(hide_review.review_id, hide_review.reason, true, hide_review.idempotency_key);
$$;

comment on function api.hide_review(uuid, text, text) is
  'Takes a review off the profile and out of the average.  The reason is for members and the audit log.  Returns {review_id, hidden_at}.  Safe to repeat.';
grant execute on function api.hide_review(uuid, text, text) to authenticated;
