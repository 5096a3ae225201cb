-- cancel_by_token: a client cancels the booking by link (BM-R6).
--
-- Room:   links
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.idempotency_keys, app.outbox_events, app.rate_limits, app.slot_claims,
--         app.video_rooms
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT403 token_invalid, PT409 illegal_transition, PT410 token_expired, PT422 too_late_to_change,
--         PT422 idempotency_mismatch, PT429 too_many_requests
create function private.cancel_by_token(p_token text, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_token, p_reason);
  v_done boolean := app.recall_answer('cancel_by_token', p_key, v_arguments) is not null;
  -- The token authorises.
  v_booking app.bookings := app.booking_of_token(p_token);
begin
  if v_booking.booking_id is null then
    return app.fail_token();
  end if;
  if not v_done then
    perform app.act_by_link(v_booking);
    select * into v_booking from app.bookings as b where b.booking_id = v_booking.booking_id;
    perform app.end_booking(v_booking, 'cancel', 'client', p_reason);
    perform app.remember_answer('cancel_by_token', p_key, v_arguments, '{}');
  end if;
  return (select app.booking_for_client(b) from app.bookings as b where b.booking_id = v_booking.booking_id);
end;
$$;

comment on function private.cancel_by_token(text, text, text) is 'Definer: bookings are no role''s to write; the token authorises.';
grant execute on function private.cancel_by_token(text, text, text) to anon, authenticated;

create function api.cancel_by_token(token text, reason text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.cancel_by_token(cancel_by_token.token, cancel_by_token.reason, cancel_by_token.idempotency_key);
$$;

comment on function api.cancel_by_token(text, text, text) is
  'Cancels the link''s booking, with an optional reason, and returns it as booking_by_token does.  The time is free at once.  Safe to repeat.';
grant execute on function api.cancel_by_token(text, text, text) to anon, authenticated;
