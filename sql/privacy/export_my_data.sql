-- export_my_data: everything about the signed-in client.
--
-- Room:   privacy
-- Caller: anybody signed in, about themselves
-- Reads:  app.clients
-- Writes: app.audit_log, app.rate_limits
-- Raises: PT401 not_signed_in, PT404 not_found, PT429 too_many_requests
create function private.export_my_data(p_organization_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_client app.clients;
  v_all jsonb := '[]';
begin
  perform app.limit_rate('export of ' || v_user_id, 10);
  -- Archived ones too, and those from before there was an account: they are about the person all the same.
  for v_client in
    select r.* from app.clients as c cross join lateral app.rows_of_person(c) as r
    where c.user_id = v_user_id and (p_organization_id is null or c.organization_id = p_organization_id)
    order by c.created_at, c.client_id, r.client_id <> c.client_id, r.client_id
  loop
    v_all := v_all || app.person_export(v_client);
    perform app.record(v_client.organization_id, 'client.exported', v_client.client_id::text, null, jsonb_build_object('client_id', v_client.client_id));
  end loop;
  if p_organization_id is not null and v_all = '[]' then
    perform app.fail('not_found', 'You are no client of this organization.', 'Check which account you are signed in with.');
  end if;
  return app.export_answer(v_all);
end;
$$;

comment on function private.export_my_data(uuid) is 'Definer: it reads what no role may; speaks of the caller only.  See api.export_my_data.';
grant execute on function private.export_my_data(uuid) to authenticated;

create function api.export_my_data(organization_id uuid default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.export_my_data(export_my_data.organization_id);
$$;

comment on function api.export_my_data(uuid) is
  'Everything about the signed-in client, at one organization or at all: as api.export_client answers.  Ten times a minute at most.';
grant execute on function api.export_my_data(uuid) to authenticated;
