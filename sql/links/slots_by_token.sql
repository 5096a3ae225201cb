-- slots_by_token: where a booking could be moved to.
--
-- Room:   links
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings, app.slot_claims
-- Writes: app.rate_limits
-- Raises: PT400 invalid_argument, PT403 token_invalid, PT409 illegal_transition, PT410 token_expired, PT429 too_many_requests
create function private.slots_by_token(p_token text, p_from_date date, p_to_date date)
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
  perform app.next_status(v_booking.status, 'reschedule', 'client');
  perform app.check_days(p_from_date, p_to_date);
  return (
    select coalesce(jsonb_agg(jsonb_build_object('starts_at', f.starts_at, 'ends_at', f.ends_at, 'seats_left', f.seats_left) order by f.starts_at), '[]')
    from app.free_slots(
      app.offering_of_booking(v_booking, 'client'),
      app.local_instant(p_from_date, v_booking.client_time_zone), app.local_instant(p_to_date + 1, v_booking.client_time_zone),
      array(select c.occupant from app.slot_claims as c where c.claim_id = v_booking.claim_id)
    ) as f
    where f.starts_at <> v_booking.starts_at
  );
end;
$$;

comment on function private.slots_by_token(text, date, date) is 'Definer: claims are no role''s to read; the token authorises.';
grant execute on function private.slots_by_token(text, date, date) to anon, authenticated;

create function api.slots_by_token(token text, from_date date, to_date date)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.slots_by_token(slots_by_token.token, slots_by_token.from_date, slots_by_token.to_date);
$$;

comment on function api.slots_by_token(text, date, date) is
  'The slots to which the link''s booking can move, from from_date to to_date inclusive, as days of the client''s time zone: [{starts_at, ends_at, seats_left}], in'
  ' order.  The booking''s own time is not listed, but is no obstacle to slots that overlap it.  One value, not rows: a refusal that is counted has to be returned.';
grant execute on function api.slots_by_token(text, date, date) to anon, authenticated;
