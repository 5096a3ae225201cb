-- claim_bookings: whoever has a booking's link ties what was booked under its address to the own account.
--
-- Room:   links
-- Caller: any signed-in user who has the token
-- Reads:  app.booking_tokens, app.bookings, app.clients
-- Writes: app.clients, app.bookings, app.rate_limits, app.audit_log
-- Raises: PT401 not_signed_in, PT403 token_invalid, PT403 not_allowed, PT409 client_busy, PT410 token_expired, PT429 too_many_requests
create function private.claim_bookings(p_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  -- The token was mailed to the address: having it proves that the address is the caller's.
  v_booking app.bookings := app.booking_of_token(p_token);
  v_client app.clients;
  v_own_id uuid;
begin
  if v_booking.booking_id is null then
    return app.fail_token();
  end if;
  select c.* into v_client
  from app.clients as c
  where (c.client_id, c.organization_id) = (v_booking.client_id, v_booking.organization_id)
  for no key update;
  if v_client.user_id <> v_user_id then
    perform app.fail('not_allowed', 'This booking belongs to another account.', 'Sign in with that account.');
  end if;

  if v_client.user_id is null then
    select c.client_id into v_own_id
    from app.clients as c
    where (c.user_id, c.organization_id) = (v_user_id, v_booking.organization_id) and c.archived_at is null;
    if v_own_id is null then
      update app.clients as c set user_id = v_user_id where c.client_id = v_client.client_id;
    else
      update app.bookings as b set client_id = v_own_id where (b.client_id, b.organization_id) = (v_client.client_id, v_client.organization_id);
      update app.clients as c set archived_at = app.now() where c.client_id = v_client.client_id;
    end if;
  end if;
  return jsonb_build_object('client_id', coalesce(v_own_id, v_client.client_id), 'organization_id', v_booking.organization_id);
exception when exclusion_violation then
  perform app.fail_client_busy();
end;
$$;

comment on function private.claim_bookings(text) is 'Definer: clients and bookings are no role''s to write; account and token authorise together.';
grant execute on function private.claim_bookings(text) to authenticated;

create function api.claim_bookings(token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.claim_bookings(claim_bookings.token);
$$;

comment on function api.claim_bookings(text) is
  'Ties the link''s booking, and all that was booked under its address without an account, to the signed-in account.  Returns {client_id,'
  ' organization_id}.  Safe to repeat.';
grant execute on function api.claim_bookings(text) to authenticated;
