-- data_keys_to_rewrap: the data keys that are not wrapped by the master key of today.
--
-- Room:   envelope
-- Caller: the service role
-- Reads:  app.data_keys
-- Raises: PT403 not_allowed
create function private.data_keys_to_rewrap(p_master_key_id text, p_after uuid, p_batch_size integer)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform app.service_role_required();
  return (
    select coalesce(jsonb_agg(app.data_key_answer(k) order by k.key_id), '[]')
    from (
      select d.* from app.data_keys as d
      where d.master_key_id <> p_master_key_id and (p_after is null or d.key_id > p_after)
      order by d.key_id limit greatest(1, least(coalesce(p_batch_size, 100), 1000))
    ) as k
  );
end;
$$;

comment on function private.data_keys_to_rewrap(text, uuid, integer) is 'Definer: data keys are no role''s to read.  See api.data_keys_to_rewrap.';
grant execute on function private.data_keys_to_rewrap(text, uuid, integer) to service_role;

create function api.data_keys_to_rewrap(master_key_id text, after uuid default null, batch_size integer default 100)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select private.data_keys_to_rewrap(data_keys_to_rewrap.master_key_id, data_keys_to_rewrap.after, data_keys_to_rewrap.batch_size);
$$;

comment on function api.data_keys_to_rewrap(text, uuid, integer) is
  'Up to batch_size data keys, retired ones too, that another master key than this wraps; in the order of their ids, those above after.  As data_key tells them.';
grant execute on function api.data_keys_to_rewrap(text, uuid, integer) to service_role;
