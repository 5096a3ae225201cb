-- review_booking: a signed-in client says how an appointment was (CP-9.2, CP-9.3).
--
-- Room:   reviews
-- Caller: the client
-- Reads:  app.bookings, app.clients, app.practitioners
-- Writes: app.audit_log, app.idempotency_keys, app.notifications, app.practitioner_ratings, app.reviews, app.webhook_deliveries
-- Locks:  the idempotency key, the booking, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 already_rated, PT409 illegal_transition,
--         PT422 idempotency_mismatch
create function private.review_booking(p_booking_id uuid, p_rating integer, p_comment text, p_recommend integer, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_booking_id, p_rating, p_comment, p_recommend);
  v_answer jsonb := app.recall_answer('review_booking', p_key, v_arguments);
  v_booking app.bookings;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select b.* into v_booking
  from app.bookings as b
  join app.clients as c on (c.client_id, c.organization_id) = (b.client_id, b.organization_id)
  where b.booking_id = p_booking_id and c.user_id = v_user_id;
  if not found or v_booking.practitioner_id = any (private.my_practitioner_ids('sessions:read')) then
    -- To a stranger it does not exist.
    perform private.booking_of_party(p_booking_id);
    perform app.fail('not_allowed', 'Only the client reviews an appointment.', 'Practices answer reviews; they write none of themselves.');
  end if;
  v_answer := app.insert_review(v_booking, p_rating, p_comment, p_recommend);
  return app.remember_answer('review_booking', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.review_booking(uuid, integer, text, integer, text) is 'Definer: reviews are no role''s to write.  The client''s account authorises.';
grant execute on function private.review_booking(uuid, integer, text, integer, text) to authenticated;

create function api.review_booking(
  booking_id uuid, rating integer, comment text default null, recommend integer default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.review_booking(
    review_booking.booking_id, review_booking.rating, review_booking.comment, review_booking.recommend, review_booking.idempotency_key
  );
$$;

comment on function api.review_booking(uuid, integer, text, integer, text) is
  'Reviews a completed booking, once: rating 1 to 5, a comment if wanted, and how likely one recommends the practice (0 to 10).  The public sees rating and comment,'
  ' never who wrote them.  Returns {review_id, booking_id, rating, created_at}.  Safe to repeat.';
grant execute on function api.review_booking(uuid, integer, text, integer, text) to authenticated;
