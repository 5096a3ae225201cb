-- reschedule_by_token: a client moves the booking by link (BM-R5).
--
-- Room:   links
-- Caller: whoever has the token
-- Reads:  app.booking_tokens, app.bookings
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.idempotency_keys, app.outbox_events, app.rate_limits, app.resource_claims,
--         app.slot_claims, app.video_rooms
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT403 token_invalid, PT409 illegal_transition, PT409 slot_taken, PT409 slot_full, PT409 client_busy,
--         PT410 token_expired, PT422 too_late_to_change, PT422 outside_availability, PT422 too_soon, PT422 too_far, PT422 idempotency_mismatch,
--         PT429 too_many_requests
create function private.reschedule_by_token(p_token text, p_starts_at timestamptz, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_token, p_starts_at);
  v_done boolean := app.recall_answer('reschedule_by_token', p_key, v_arguments) is not null;
  -- The token authorises.
  v_booking app.bookings := app.booking_of_token(p_token);
begin
  if v_booking.booking_id is null then
    return app.fail_token();
  end if;
  if not v_done then
    perform app.act_by_link(v_booking);
    select * into v_booking from app.bookings as b where b.booking_id = v_booking.booking_id;
    perform app.move_booking(v_booking, 'client', p_starts_at);
    perform app.remember_answer('reschedule_by_token', p_key, v_arguments, '{}');
  end if;
  return (select app.booking_for_client(b) from app.bookings as b where b.booking_id = v_booking.booking_id);
end;
$$;

comment on function private.reschedule_by_token(text, timestamptz, text) is 'Definer: bookings are no role''s to write; the token authorises.';
grant execute on function private.reschedule_by_token(text, timestamptz, text) to anon, authenticated;

create function api.reschedule_by_token(token text, starts_at timestamptz, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.reschedule_by_token(reschedule_by_token.token, reschedule_by_token.starts_at, reschedule_by_token.idempotency_key);
$$;

comment on function api.reschedule_by_token(text, timestamptz, text) is
  'Moves the link''s booking by the same checks as a new one, and returns it as booking_by_token does.  The link stays good.  Safe to repeat.';
grant execute on function api.reschedule_by_token(text, timestamptz, text) to anon, authenticated;
