-- review_of_token: what a review by link would be of, and whether there is one.
--
-- Room:   reviews
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings, app.organizations, app.practitioners, app.reviews, app.services
-- Writes: app.rate_limits
-- Raises: PT403 token_invalid, PT410 token_expired, PT429 too_many_requests
create function private.review_of_token(p_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- The token authorises.
  v_booking app.bookings := app.booking_of_token(p_token);
begin
  if v_booking.booking_id is null then
    return app.fail_token();
  end if;
  return (
    select jsonb_build_object(
      'reference', v_booking.reference, 'status', v_booking.status, 'starts_at', v_booking.starts_at, 'time_zone', v_booking.client_time_zone,
      'organization', jsonb_build_object('name', o.name, 'slug', o.slug),
      'practitioner', jsonb_build_object('display_name', p.display_name, 'slug', p.slug),
      'service', jsonb_build_object('name', s.name),
      'asked', v_booking.status = 'completed' and r.review_id is null and app.asks_for_reviews(v_booking.organization_id),
      'can_review', v_booking.status = 'completed' and r.review_id is null,
      'reviewed_at', r.created_at
    )
    from app.organizations as o
    join app.practitioners as p on (p.practitioner_id, p.organization_id) = (v_booking.practitioner_id, o.organization_id)
    join app.services as s on (s.service_id, s.organization_id) = (v_booking.service_id, o.organization_id)
    left join app.reviews as r on (r.booking_id, r.organization_id) = (v_booking.booking_id, o.organization_id)
    where o.organization_id = v_booking.organization_id
  );
end;
$$;

comment on function private.review_of_token(text) is 'Definer: bookings are no role''s to read without an account; the token authorises.';
grant execute on function private.review_of_token(text) to anon, authenticated;

create function api.review_of_token(token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.review_of_token(review_of_token.token);
$$;

comment on function api.review_of_token(text) is
  'Whether the link''s booking can be reviewed: {reference, status, starts_at, time_zone, organization, practitioner, service, asked, can_review, reviewed_at}.'
  '  asked: can be, and the organization asks for reviews.  Not what was written: a link may have been passed on.';
grant execute on function api.review_of_token(text) to anon, authenticated;
