-- register_data_key: an organization's first data key, or the one that replaces it.
--
-- Room:   envelope
-- Caller: the service role
-- Reads:  app.organizations
-- Writes: app.audit_log, app.data_keys
-- Locks:  the organization
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function private.register_data_key(p_organization_id uuid, p_key_id uuid, p_master_key_id text, p_wrapped text, p_replaces uuid)
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
  if p_key_id is null or p_master_key_id !~ '^[a-z0-9][a-z0-9._-]{0,63}$' is not false then
    perform app.fail('invalid_argument', 'A data key has an id, and the id of the master key that wraps it.', 'Send both.');
  end if;
  perform from app.organizations as o where o.organization_id = p_organization_id for no key update;
  if not found then
    perform app.fail('not_found', format('No organization %s.', p_organization_id), 'Check the id.');
  end if;
  select k.* into v_key from app.data_keys as k where k.organization_id = p_organization_id and k.retired_at is null;
  -- Somebody was faster: theirs is the current one.
  if v_key.key_id is distinct from p_replaces then
    return app.data_key_answer(v_key);
  end if;
  if v_key.key_id is not null then
    update app.data_keys as k set retired_at = app.now() where k.key_id = v_key.key_id;
    perform app.record(p_organization_id, 'data_key.retired', v_key.key_id::text);
  end if;
  insert into app.data_keys (key_id, organization_id, master_key_id, wrapped)
  values (p_key_id, p_organization_id, p_master_key_id, v_wrapped)
  returning * into v_key;
  perform app.record(p_organization_id, 'data_key.created', p_key_id::text, null, jsonb_build_object('master_key_id', p_master_key_id));
  return app.data_key_answer(v_key);
end;
$$;

comment on function private.register_data_key(uuid, uuid, text, text, uuid) is 'Definer: data keys are no role''s to write.  See api.register_data_key.';
grant execute on function private.register_data_key(uuid, uuid, text, text, uuid) to service_role;

create function api.register_data_key(organization_id uuid, key_id uuid, master_key_id text, wrapped text, replaces uuid default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_data_key(
    register_data_key.organization_id, register_data_key.key_id, register_data_key.master_key_id, register_data_key.wrapped, register_data_key.replaces
  );
$$;

comment on function api.register_data_key(uuid, uuid, text, text, uuid) is
  'Makes a wrapped key the organization''s current one, unless there is one other than replaces; returns the current one, as data_key does.';
grant execute on function api.register_data_key(uuid, uuid, text, text, uuid) to service_role;
