-- show_review: a hidden review is shown again.
--
-- Room:   reviews
-- Caller: members with reviews:manage
-- Writes: app.audit_log, app.idempotency_keys, app.practitioner_ratings, app.reviews
-- Locks:  the idempotency key, the review, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function api.show_review(review_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.show_hide_review(show_review.review_id, null, false, show_review.idempotency_key);
$$;

comment on function api.show_review(uuid, text) is
  'Puts a hidden review back on the profile and into the average.  Returns {review_id, hidden_at: null}.  Safe to repeat.';
grant execute on function api.show_review(uuid, text) to authenticated;
