-- lift_legal_hold: the client's data may go again.
--
-- Room:   privacy
-- Caller: a member with privacy:manage
-- Writes: app.audit_log, app.idempotency_keys, app.legal_holds
-- Locks:  the idempotency key, then the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.lift_legal_hold(p_client_id uuid, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_client_id, p_reason);
  v_answer jsonb := app.recall_answer('lift_legal_hold', p_key, v_arguments);
  v_client app.clients;
  v_hold app.legal_holds;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_client := app.client_to_protect(p_client_id);
  if app.is_short_text(p_reason, 500) is not true then
    perform app.fail('invalid_argument', 'Lifting a legal hold needs a reason of at most 500 characters.', 'Say what ended.');
  end if;
  update app.legal_holds as h set lifted_by = v_user_id, lifted_at = app.now(), lifted_because = p_reason
  where h.legal_hold_id = (app.open_hold(p_client_id, v_client.organization_id)).legal_hold_id
  returning * into v_hold;
  if not found then
    perform app.fail('illegal_transition', 'No legal hold is open for this client.', 'Reload the page.');
  end if;
  v_answer := jsonb_build_object('legal_hold_id', v_hold.legal_hold_id, 'client_id', p_client_id, 'lifted_at', v_hold.lifted_at);
  return app.remember_answer('lift_legal_hold', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.lift_legal_hold(uuid, text, text) is 'Definer: holds are no role''s to write; app.client_to_protect authorises.  See api.lift_legal_hold.';
grant execute on function private.lift_legal_hold(uuid, text, text) to authenticated;

create function api.lift_legal_hold(client_id uuid, reason text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.lift_legal_hold(lift_legal_hold.client_id, lift_legal_hold.reason, lift_legal_hold.idempotency_key);
$$;

comment on function api.lift_legal_hold(uuid, text, text) is 'Ends a client''s legal hold, for a reason.  Returns {legal_hold_id, client_id, lifted_at}.';
grant execute on function api.lift_legal_hold(uuid, text, text) to authenticated;
