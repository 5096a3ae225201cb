-- rewrap_data_key: the same data key, wrapped by another master key.
--
-- Room:   envelope
-- Caller: the service role
-- Reads:  app.data_keys
-- Writes: app.audit_log, app.data_keys
-- Locks:  the data key
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.rewrap_data_key(p_key_id uuid, p_from text, p_to text, p_wrapped text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_wrapped bytea;
  v_key app.data_keys;
begin
  perform app.service_role_required();
  v_wrapped := app.sealed_bytes(p_wrapped, 48, 4096);
  if p_to !~ '^[a-z0-9][a-z0-9._-]{0,63}$' is not false then
    perform app.fail('invalid_argument', 'A master key''s id has lower-case letters, digits, dots, dashes.', 'Send the id of the master key that wraps it now.');
  end if;
  select k.* into v_key from app.data_keys as k where k.key_id = p_key_id for update;
  if not found then
    perform app.fail('not_found', format('No data key %s.', p_key_id), 'Send what data_keys_to_rewrap gave you.');
  end if;
  -- Two at the same work: the first has done it.
  if v_key.master_key_id <> p_from or p_from = p_to then
    return app.data_key_answer(v_key);
  end if;
  update app.data_keys as k set master_key_id = p_to, wrapped = v_wrapped, rewrapped_at = app.now() where k.key_id = p_key_id returning k.* into v_key;
  perform app.record(
    v_key.organization_id, 'data_key.rewrapped', p_key_id::text, jsonb_build_object('master_key_id', p_from), jsonb_build_object('master_key_id', p_to)
  );
  return app.data_key_answer(v_key);
end;
$$;

comment on function private.rewrap_data_key(uuid, text, text, text) is 'Definer: data keys are no role''s to write.  See api.rewrap_data_key.';
grant execute on function private.rewrap_data_key(uuid, text, text, text) to service_role;

create function api.rewrap_data_key(key_id uuid, from_master_key_id text, to_master_key_id text, wrapped text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.rewrap_data_key(rewrap_data_key.key_id, rewrap_data_key.from_master_key_id, rewrap_data_key.to_master_key_id, rewrap_data_key.wrapped);
$$;

comment on function api.rewrap_data_key(uuid, text, text, text) is
  'Replaces a data key''s wrapping, if it is still the one of from_master_key_id, and returns the key as data_key does.  What it encrypted stays as it is.  Safe to repeat.';
grant execute on function api.rewrap_data_key(uuid, text, text, text) to service_role;
