-- claim_booking: whoever has a booking's link ties that booking to the own account.
--
-- Room:   links
-- Caller: any signed-in user who has the token
-- Reads:  app.booking_tokens, app.bookings, app.clients
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.clients, app.idempotency_keys, app.outbox_events, app.rate_limits,
--         app.video_rooms
-- Locks:  the idempotency key, the practitioner, the booking
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 token_invalid, PT403 not_allowed, PT409 client_busy, PT410 token_expired,
--         PT422 idempotency_mismatch, PT429 too_many_requests
create function private.claim_booking(p_token text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_token);
  v_answer jsonb := app.recall_answer('claim_booking', p_key, v_arguments);
  v_booking app.bookings;
  v_owner uuid;
  v_client_id uuid;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- The token authorises, for this one booking and nothing else (BM-R11): it may have been passed on.
  v_booking := app.booking_of_token(p_token);
  if v_booking.booking_id is null then
    return app.fail_token();
  end if;
  perform app.lock_practitioner(v_booking.practitioner_id);
  select b.* into v_booking from app.bookings as b where b.booking_id = v_booking.booking_id for update;
  select c.user_id into v_owner from app.clients as c where (c.client_id, c.organization_id) = (v_booking.client_id, v_booking.organization_id);
  if v_owner <> v_user_id then
    perform app.fail('not_allowed', 'This booking belongs to another account.', 'Sign in with that account.');
  end if;

  if v_owner is null then
    v_client_id := app.client_of_details(
      v_booking.organization_id,
      row(v_booking.client_name, v_booking.client_email, v_booking.client_phone, v_booking.client_time_zone, v_booking.client_locale, null)::app.client_details,
      v_user_id
    );
    update app.bookings as b set client_id = v_client_id where (b.booking_id, b.organization_id) = (v_booking.booking_id, v_booking.organization_id);
  end if;
  return app.remember_answer(
    'claim_booking', p_key, v_arguments, jsonb_build_object('booking_id', v_booking.booking_id, 'reference', v_booking.reference)
  );
exception when exclusion_violation then
  perform app.fail_client_busy();
end;
$$;

comment on function private.claim_booking(text, text) is 'Definer: clients and bookings are no role''s to write; account and token authorise together.';
grant execute on function private.claim_booking(text, text) to authenticated;

create function api.claim_booking(token text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.claim_booking(claim_booking.token, claim_booking.idempotency_key);
$$;

comment on function api.claim_booking(text, text) is
  'Ties the link''s booking, which was made without an account, to the signed-in one.  Returns {booking_id, reference}.  Safe to repeat.';
grant execute on function api.claim_booking(text, text) to authenticated;
