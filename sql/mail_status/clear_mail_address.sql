-- clear_mail_address: mail may go to an address again.
--
-- Room:   mail_status
-- Caller: an admin (clients:manage)
-- Reads:  app.mail_addresses
-- Writes: app.mail_addresses, app.audit_log, app.idempotency_keys
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.clear_mail_address(p_address_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_answer jsonb := app.recall_answer('clear_mail_address', p_key, jsonb_build_array(p_address_id));
  v_address app.mail_addresses;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select * into v_address from app.mail_addresses as a where a.address_id = p_address_id for update;
  if v_user_id is null or not found or not exists (
    select from app.members as m where (m.organization_id, m.user_id) = (v_address.organization_id, v_user_id)
  ) then
    perform app.fail('not_found', format('No marked address %s that you may see.', p_address_id), 'It may have been cleared already: look at the list again.');
  end if;
  perform private.permission_required(v_address.organization_id, 'clients:manage');
  delete from app.mail_addresses as a where (a.address_id, a.organization_id) = (v_address.address_id, v_address.organization_id);
  return app.remember_answer(
    'clear_mail_address', p_key, jsonb_build_array(p_address_id), jsonb_build_object('address_id', p_address_id, 'cleared', true)
  );
end;
$$;

comment on function private.clear_mail_address(uuid, text) is 'Definer: marked addresses are no role''s to write.  See api.clear_mail_address.';
grant execute on function private.clear_mail_address(uuid, text) to authenticated;

create function api.clear_mail_address(address_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.clear_mail_address(clear_mail_address.address_id, clear_mail_address.idempotency_key);
$$;

comment on function api.clear_mail_address(uuid, text) is
  'Lets mail go to a marked address again, because it was mended or its reader has asked for it.  What was dropped meanwhile is not sent after all.'
  '  Should it bounce again, it is marked again.  Returns {address_id, cleared}.';
grant execute on function api.clear_mail_address(uuid, text) to authenticated;
