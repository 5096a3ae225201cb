-- review_by_token: a client says by the link in a mail how an appointment was (CP-9.1).
--
-- Room:   reviews
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings
-- Writes: app.audit_log, app.idempotency_keys, app.notifications, app.practitioner_ratings, app.rate_limits, app.reviews, app.webhook_deliveries
-- Locks:  the idempotency key, the booking, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT403 token_invalid, PT409 already_rated, PT409 illegal_transition, PT410 token_expired, PT422 idempotency_mismatch,
--         PT429 too_many_requests
create function private.review_by_token(p_token text, p_rating integer, p_comment text, p_recommend integer, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_token, p_rating, p_comment, p_recommend);
  v_answer jsonb := app.recall_answer('review_by_token', p_key, v_arguments);
  -- The token authorises.
  v_booking app.bookings := app.booking_of_token(p_token);
begin
  if v_booking.booking_id is null then
    return app.fail_token();
  end if;
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.act_as('client:' || v_booking.client_email);
  v_answer := app.insert_review(v_booking, p_rating, p_comment, p_recommend);
  return app.remember_answer('review_by_token', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.review_by_token(text, integer, text, integer, text) is 'Definer: reviews are no role''s to write; the token authorises.';
grant execute on function private.review_by_token(text, integer, text, integer, text) to anon, authenticated;

create function api.review_by_token(
  token text, rating integer, comment text default null, recommend integer default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.review_by_token(
    review_by_token.token, review_by_token.rating, review_by_token.comment, review_by_token.recommend, review_by_token.idempotency_key
  );
$$;

comment on function api.review_by_token(text, integer, text, integer, text) is
  'Reviews the link''s booking as review_booking does, until 30 days after it.  Safe to repeat.';
grant execute on function api.review_by_token(text, integer, text, integer, text) to anon, authenticated;
