-- token_hash: secrets are stored as SHA-256 only.
--
-- Room:   core
-- Raises: PT400 invalid_argument
create function app.token_hash(p_hexadecimal text)
returns bytea
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_hexadecimal is null or p_hexadecimal !~ '^[0-9a-f]{64}$' then
    perform app.fail('invalid_argument', 'A token''s hash is a SHA-256 in 64 lower-case hexadecimal digits.', 'Send sha256(token).hexdigest().');
  end if;
  return decode(p_hexadecimal, 'hex');
end;
$$;

comment on function app.token_hash(text) is 'The 32 bytes of a SHA-256 given in hexadecimal.';

create function app.check_token_expiry(p_expires_at timestamptz)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if (p_expires_at > app.now()) is not true then
    perform app.fail('invalid_argument', 'A token expires in the future.', 'Use the expiry that the event''s payload names.');
  end if;
end;
$$;

comment on function app.check_token_expiry(timestamptz) is 'Raises where a link would open nothing any more.';
