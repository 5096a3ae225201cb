-- register_booking_token: the hash of the token that the worker puts into a client's mail.
--
-- Room:   links
-- Caller: the service role
-- Reads:  app.bookings
-- Writes: app.booking_tokens, app.audit_log
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.register_booking_token(p_booking_id uuid, p_token_hash text, p_expires_at timestamptz)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_organization_id uuid;
begin
  perform app.service_role_required();
  perform app.check_token_expiry(p_expires_at);
  insert into app.booking_tokens (token_hash, organization_id, booking_id, expires_at, revoked_at)
  select app.token_hash(p_token_hash), b.organization_id, b.booking_id, p_expires_at, b.cancelled_at
  from app.bookings as b
  where b.booking_id = p_booking_id
  on conflict do nothing
  returning organization_id into v_organization_id;
  if v_organization_id is not null then
    perform app.record(v_organization_id, 'booking.link_issued', p_booking_id::text);
  elsif not exists (
    select from app.booking_tokens as t where (t.token_hash, t.booking_id) = (app.token_hash(p_token_hash), p_booking_id)
  ) then
    perform app.fail('not_found', format('No booking %s to open with this token.', p_booking_id), 'Drop the message.');
  end if;
  return '{}';
end;
$$;

comment on function private.register_booking_token(uuid, text, timestamptz) is 'Definer: tokens are no role''s to write.';
grant execute on function private.register_booking_token(uuid, text, timestamptz) to service_role;

create function api.register_booking_token(booking_id uuid, token_hash text, expires_at timestamptz)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_booking_token(
    register_booking_token.booking_id, register_booking_token.token_hash, register_booking_token.expires_at
  );
$$;

comment on function api.register_booking_token(uuid, text, timestamptz) is
  'Stores the SHA-256 (64 hexadecimal digits) of a link''s token.  Returns {}.  Safe to repeat.';
grant execute on function api.register_booking_token(uuid, text, timestamptz) to service_role;
