-- register_invitation_token: the hash of the token that the worker puts into an invitation's mail.
--
-- Room:   tenancy
-- Caller: the service role
-- Writes: app.invitations, app.audit_log
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.register_invitation_token(p_invitation_id uuid, p_token_hash text, p_expires_at timestamptz)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  perform app.check_token_expiry(p_expires_at);
  update app.invitations as i
  set token_hash = app.token_hash(p_token_hash), expires_at = p_expires_at
  where i.invitation_id = p_invitation_id
    and i.accepted_at is null and i.revoked_at is null;
  if not found then
    perform app.fail('not_found', format('No open invitation %s.', p_invitation_id), 'Nothing to send: drop the message.');
  end if;
  return '{}';
end;
$$;

comment on function private.register_invitation_token(uuid, text, timestamptz) is 'Definer: invitations are no role''s to write.';
grant execute on function private.register_invitation_token(uuid, text, timestamptz) to service_role;

create function api.register_invitation_token(invitation_id uuid, token_hash text, expires_at timestamptz)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_invitation_token(
    register_invitation_token.invitation_id, register_invitation_token.token_hash, register_invitation_token.expires_at
  );
$$;

comment on function api.register_invitation_token(uuid, text, timestamptz) is
  'Stores the SHA-256 (64 hexadecimal digits) of an invitation''s token, replacing an earlier one.  Returns {}.';
grant execute on function api.register_invitation_token(uuid, text, timestamptz) to service_role;
