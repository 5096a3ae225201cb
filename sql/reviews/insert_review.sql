-- insert_review: a client rates one booking, once (CP-9.6, CP-14.7).
--
-- Room:   reviews
-- Reads:  app.bookings
-- Writes: app.audit_log, app.notifications, app.practitioner_ratings, app.reviews, app.webhook_deliveries
-- Locks:  the booking, the ratings of the practitioner
-- Raises: PT400 invalid_argument, PT409 already_rated, PT409 illegal_transition
create function app.insert_review(p_booking app.bookings, p_rating integer, p_comment text, p_recommend integer)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_comment text := nullif(btrim(replace(p_comment, E'\r\n', E'\n'), E' \n\t'), '');
  v_client_id uuid;
  v_review app.reviews;
  v_wrong text := case
    when p_rating is null or p_rating not between 1 and 5 then 'A rating is a whole number from 1 to 5.'
    when p_recommend not between 0 and 10 then 'recommend is a whole number from 0 to 10.'
    when not app.is_short_text(v_comment, 2000) then 'A comment has at most 2000 characters, and no control characters.'
  end;
begin
  if v_wrong is not null then
    perform app.fail('invalid_argument', v_wrong, 'Correct the review and send it again.');
  end if;
  if p_booking.status <> 'completed' then
    perform app.fail(
      'illegal_transition', 'Only an appointment that took place can be reviewed.', 'The practice marks it as attended once it is over; review it then.'
    );
  end if;
  -- Whose it is once nobody is just taking the booking over.  completed is final: of two reviews at once the second waits for the first and is told.
  select b.client_id into v_client_id
  from app.bookings as b where (b.booking_id, b.organization_id) = (p_booking.booking_id, p_booking.organization_id) for share;
  insert into app.reviews (organization_id, booking_id, practitioner_id, client_id, rating, comment, recommend)
  values (p_booking.organization_id, p_booking.booking_id, p_booking.practitioner_id, v_client_id, p_rating, v_comment, p_recommend)
  on conflict on constraint reviews_one_for_each_booking do nothing
  returning * into v_review;
  if not found then
    perform app.fail('already_rated', 'This appointment was reviewed before.', 'Each appointment is reviewed once; the practice has your review.');
  end if;
  perform app.record(
    v_review.organization_id, 'review.created', v_review.review_id::text, null,
    jsonb_build_object('booking_id', v_review.booking_id, 'practitioner_id', v_review.practitioner_id, 'rating', v_review.rating)
  );
  return jsonb_build_object(
    'review_id', v_review.review_id, 'booking_id', v_review.booking_id, 'rating', v_review.rating, 'created_at', v_review.created_at
  );
end;
$$;

comment on function app.insert_review(app.bookings, integer, text, integer) is
  'Returns {review_id, booking_id, rating, created_at}: not the text, which answers to repeated requests need not keep.  Whoever calls it has authorised.';
