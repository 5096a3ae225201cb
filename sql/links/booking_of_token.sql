-- booking_of_token: the one booking that a token opens.
--
-- Room:   links
-- Reads:  app.booking_tokens, app.bookings
-- Writes: app.rate_limits
-- Raises: PT403 token_invalid, PT409 illegal_transition, PT410 token_expired, PT429 too_many_requests
create function app.booking_of_token(p_token text)
returns app.bookings
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_hash bytea := sha256(convert_to(coalesce(p_token, ''), 'UTF8'));
  v_token app.booking_tokens;
  v_booking app.bookings;
begin
  -- By place, so that nobody tries tokens; by token, so that nobody wears out a booking from many places.
  -- The edge asks for people everywhere, from one place for all of them: whoever tried tokens there would shut everybody out.
  if current_setting('role', true) is distinct from 'service_role' then
    perform app.limit_rate('tokens from ' || r.requester, 120) from app.requester() as r (requester) where r.requester is not null;
  end if;
  select * into v_token from app.booking_tokens as t where t.token_hash = v_hash;
  if not found then
    return null;
  end if;
  perform app.limit_rate('token ' || encode(v_hash, 'hex'), 60);
  select * into v_booking from app.bookings as b where (b.booking_id, b.organization_id) = (v_token.booking_id, v_token.organization_id);
  if v_token.expires_at <= app.now() then
    perform app.fail('token_expired', 'This link has expired.', 'Please contact the practice.');
  end if;
  if v_token.revoked_at is not null and v_booking.status <> 'cancelled' then
    return null;
  end if;
  return v_booking;
end;
$$;

comment on function app.booking_of_token(text) is
  'The booking, or null for a token that is unknown, altered or replaced.  The revoked token of a cancelled booking still tells that it is cancelled.';

create function app.fail_token()
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  -- Returned, not raised: the count of wrong tokens must outlive the refusal.
  select app.fail_with_status('token_invalid', 'This link is not valid.', 'Open the link from the newest mail, in full.');
$$;

comment on function app.fail_token() is 'The answer to a token that opens nothing: the same whatever the reason.';

create function app.act_by_link(p_booking app.bookings)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_practitioner_id uuid;
begin
  perform app.act_as('client:' || p_booking.client_email);
  perform app.lock_practitioner(p_booking.practitioner_id);
  select b.practitioner_id into v_practitioner_id
  from app.bookings as b
  where (b.booking_id, b.organization_id) = (p_booking.booking_id, p_booking.organization_id)
  for update;
  perform app.same_practitioner_required(p_booking.practitioner_id, v_practitioner_id);
end;
$$;

comment on function app.act_by_link(app.bookings) is 'The actor is the client of the booking from here on; its locks are taken, in the order of every verb.';
