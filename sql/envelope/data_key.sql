-- data_key: a wrapped data key, for the edge to unwrap.
--
-- Room:   envelope
-- Caller: the service role
-- Reads:  app.data_keys
-- Raises: PT403 not_allowed
create function private.data_key(p_organization_id uuid, p_key_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  return (
    select app.data_key_answer(k) from app.data_keys as k
    where k.organization_id = p_organization_id
      and case when p_key_id is null then k.retired_at is null else k.key_id = p_key_id end
  );
end;
$$;

comment on function private.data_key(uuid, uuid) is 'Definer: data keys are no role''s to read.  See api.data_key.';
grant execute on function private.data_key(uuid, uuid) to service_role;

create function api.data_key(organization_id uuid, key_id uuid default null)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.data_key(data_key.organization_id, data_key.key_id);
$$;

comment on function api.data_key(uuid, uuid) is
  'An organization''s current data key, or the one asked for: {key_id, organization_id, master_key_id, wrapped, retired_at}; null where there is none.';
grant execute on function api.data_key(uuid, uuid) to service_role;
