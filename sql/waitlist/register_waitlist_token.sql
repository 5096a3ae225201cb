-- register_waitlist_token: the hash of the token that the worker puts into a mail about a wish.
--
-- Room:   waitlist
-- Caller: the service role
-- Reads:  app.waitlist_entries
-- Writes: app.waitlist_tokens, app.audit_log
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.register_waitlist_token(p_entry_id uuid, p_token_hash text, p_expires_at timestamptz)
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
  select e.organization_id into v_organization_id from app.waitlist_entries as e where e.entry_id = p_entry_id;
  if not found then
    perform app.fail('not_found', format('No wish %s to open with this token.', p_entry_id), 'Drop the message.');
  end if;
  insert into app.waitlist_tokens (token_hash, organization_id, entry_id, expires_at)
  values (app.token_hash(p_token_hash), v_organization_id, p_entry_id, p_expires_at)
  on conflict do nothing;
  if found then
    perform app.record(v_organization_id, 'waitlist_entry.link_issued', p_entry_id::text);
  end if;
  return '{}';
end;
$$;

comment on function private.register_waitlist_token(uuid, text, timestamptz) is 'Definer: tokens are no role''s to write.';
grant execute on function private.register_waitlist_token(uuid, text, timestamptz) to service_role;

create function api.register_waitlist_token(entry_id uuid, token_hash text, expires_at timestamptz)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_waitlist_token(
    register_waitlist_token.entry_id, register_waitlist_token.token_hash, register_waitlist_token.expires_at
  );
$$;

comment on function api.register_waitlist_token(uuid, text, timestamptz) is
  'Stores the SHA-256 (64 hexadecimal digits) of the token of a wish''s link.  Returns {}.  Safe to repeat.';
grant execute on function api.register_waitlist_token(uuid, text, timestamptz) to service_role;
