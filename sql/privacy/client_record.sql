-- client_record: one client's page, and a note that it was opened.
--
-- Room:   privacy
-- Caller: whoever sees the client: admins, the client's practitioners, the signed-in client
-- Reads:  app.clients, app.erasures, app.erasure_requests, app.members
-- Writes: app.disclosures
-- Raises: PT401 not_signed_in, PT404 not_found
create function private.client_record(p_client_id uuid, p_seen jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_organization_id uuid := p_seen ->> 'organization_id';
begin
  -- What the caller's own eyes see authorises.
  if p_seen is null then
    perform app.fail('not_found', format('No client %s that you may see.', p_client_id), 'Check the link, and which account you are signed in with.');
  end if;
  if not exists (select from app.clients as c where (c.client_id, c.user_id) = (p_client_id, v_user_id)) then
    perform app.note_disclosure(v_organization_id, p_client_id, v_user_id, 'record');
  end if;
  if v_organization_id <> all (private.organizations_where('privacy:manage')) then
    return p_seen;
  end if;
  return p_seen || jsonb_build_object(
    'legal_hold', (
      select jsonb_build_object('reason', h.reason, 'placed_at', h.placed_at) from app.open_hold(p_client_id, v_organization_id) as h
      where h.legal_hold_id is not null
    ),
    'erased_at', (select e.erased_at from app.erasures as e where (e.client_id, e.organization_id) = (p_client_id, v_organization_id)),
    'erasure_asked_at', (select r.asked_at from app.erasure_requests as r where (r.client_id, r.organization_id) = (p_client_id, v_organization_id))
  );
end;
$$;

comment on function private.client_record(uuid, jsonb) is
  'Definer: disclosures are no role''s to write.  p_seen: the row of api.client_list as the caller sees it, or null.  See api.client_record.';
grant execute on function private.client_record(uuid, jsonb) to authenticated;

create function api.client_record(client_id uuid)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.client_record(client_record.client_id, (select to_jsonb(l) from api.client_list as l where l.client_id = client_record.client_id));
$$;

comment on function api.client_record(uuid) is
  'The client as api.client_list has it; with privacy:manage also legal_hold {reason, placed_at}, erased_at and erasure_asked_at, or null.'
  '  That a member opened it is kept in app.disclosures, once an hour at most.';
grant execute on function api.client_record(uuid) to authenticated;
