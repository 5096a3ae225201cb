-- ask_for_erasure: a client asks an organization to forget them.
--
-- Room:   privacy
-- Caller: a signed-in client
-- Reads:  app.clients
-- Writes: app.audit_log, app.erasure_requests, app.idempotency_keys
-- Locks:  the idempotency key
-- Raises: PT401 not_signed_in, PT404 not_found, PT422 idempotency_mismatch
create function private.ask_for_erasure(p_organization_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_organization_id);
  v_answer jsonb := app.recall_answer('ask_for_erasure', p_key, v_arguments);
  v_client app.clients;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- Archived ones too: what is kept of them is what they want gone.
  select c.* into v_client from app.clients as c where (c.user_id, c.organization_id) = (v_user_id, p_organization_id) order by c.archived_at nulls first limit 1;
  if not found then
    perform app.fail('not_found', 'You are no client of this organization.', 'Check which account you are signed in with.');
  end if;
  insert into app.erasure_requests (client_id, organization_id) values (v_client.client_id, p_organization_id) on conflict do nothing;
  select jsonb_build_object('client_id', r.client_id, 'organization_id', r.organization_id, 'asked_at', r.asked_at, 'answer_by', r.asked_at + interval '30 days')
  into v_answer from app.erasure_requests as r where (r.client_id, r.organization_id) = (v_client.client_id, p_organization_id);
  return app.remember_answer('ask_for_erasure', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.ask_for_erasure(uuid, text) is 'Definer: requests are no role''s to write; the account is the client''s own.  See api.ask_for_erasure.';
grant execute on function private.ask_for_erasure(uuid, text) to authenticated;

create function api.ask_for_erasure(organization_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.ask_for_erasure(ask_for_erasure.organization_id, ask_for_erasure.idempotency_key);
$$;

comment on function api.ask_for_erasure(uuid, text) is
  'Puts the signed-in client on the organization''s list of those who ask to be erased.  Returns {client_id, organization_id, asked_at, answer_by}.  Safe to repeat.';
grant execute on function api.ask_for_erasure(uuid, text) to authenticated;
