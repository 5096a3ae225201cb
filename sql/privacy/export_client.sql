-- export_client: everything about one client, for whoever has to hand it out.
--
-- Room:   privacy
-- Caller: a member with privacy:manage
-- Writes: app.audit_log, app.disclosures
-- Locks:  the client
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.export_client(p_client_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_client constant app.clients := app.client_to_protect(p_client_id);
begin
  perform app.note_disclosure(v_client.organization_id, p_client_id, app.sign_in_required(), 'export');
  perform app.record(v_client.organization_id, 'client.exported', p_client_id::text, null, jsonb_build_object('client_id', p_client_id));
  return app.export_answer((select jsonb_agg(app.person_export(c)) from app.rows_of_person(v_client) as c));
end;
$$;

comment on function private.export_client(uuid) is 'Definer: it reads what no role may; app.client_to_protect authorises.  See api.export_client.';
grant execute on function private.export_client(uuid) to authenticated;

create function api.export_client(client_id uuid)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.export_client(export_client.client_id);
$$;

comment on function api.export_client(uuid) is
  'Everything about a client: {format, exported_at, organizations [{organization, client_id, data {table: rows}}], tables {table: what is there}}.'
  '  Each export is audited and a disclosure.  Takes no idempotency key: what it answers is not kept.';
grant execute on function api.export_client(uuid) to authenticated;
