-- place_legal_hold: nothing about the client is erased until it is lifted.
--
-- Room:   privacy
-- Caller: a member with privacy:manage
-- Writes: app.audit_log, app.idempotency_keys, app.legal_holds
-- Locks:  the idempotency key, then the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.place_legal_hold(p_client_id uuid, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_client_id, p_reason);
  v_answer jsonb := app.recall_answer('place_legal_hold', p_key, v_arguments);
  v_client app.clients;
  v_hold app.legal_holds;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_client := app.client_to_protect(p_client_id);
  if app.is_short_text(p_reason, 500) is not true then
    perform app.fail('invalid_argument', 'A legal hold needs a reason of at most 500 characters.', 'Name the claim, the file or whoever asked for it.');
  end if;
  if exists (select from app.erasures as e where e.client_id = p_client_id) then
    perform app.fail('illegal_transition', 'This client was erased: there is nothing left to hold.', 'See the list of erasures.');
  end if;
  -- Asking twice is no error: the first reason stays.
  v_hold := app.open_hold(p_client_id, v_client.organization_id);
  if v_hold.legal_hold_id is null then
    insert into app.legal_holds (organization_id, client_id, reason, placed_by)
    values (v_client.organization_id, p_client_id, p_reason, v_user_id) returning * into v_hold;
  end if;
  v_answer := jsonb_build_object('legal_hold_id', v_hold.legal_hold_id, 'client_id', p_client_id, 'reason', v_hold.reason, 'placed_at', v_hold.placed_at);
  return app.remember_answer('place_legal_hold', p_key, v_arguments, v_answer);
end;
$$;

comment on function private.place_legal_hold(uuid, text, text) is 'Definer: holds are no role''s to write; app.client_to_protect authorises.  See api.place_legal_hold.';
grant execute on function private.place_legal_hold(uuid, text, text) to authenticated;

create function api.place_legal_hold(client_id uuid, reason text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.place_legal_hold(place_legal_hold.client_id, place_legal_hold.reason, place_legal_hold.idempotency_key);
$$;

comment on function api.place_legal_hold(uuid, text, text) is
  'Stops erasure and retention for a client until lift_legal_hold.  Returns {legal_hold_id, client_id, reason, placed_at}; of a hold that is open already, that one.';
grant execute on function api.place_legal_hold(uuid, text, text) to authenticated;
