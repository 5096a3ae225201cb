-- withdraw_join_request: somebody does not want to work here after all.
--
-- Room:   staff
-- Caller: whoever asked
-- Writes: app.audit_log, app.idempotency_keys, app.join_requests
-- Locks:  the idempotency key, the request
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.withdraw_join_request(p_request_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments constant jsonb := jsonb_build_array(p_request_id);
  v_answer jsonb := app.recall_answer('withdraw_join_request', p_key, v_arguments);
begin
  if v_answer is not null then
    return v_answer;
  end if;
  return app.remember_answer('withdraw_join_request', p_key, v_arguments, app.join_request_answer(
    app.end_join_request(private.join_request_to_answer(p_request_id, 'withdrawn'), 'withdrawn', null)
  ));
end;
$$;

comment on function private.withdraw_join_request(uuid, text) is 'Definer: requests are no role''s to write; private.join_request_to_answer authorises.';
grant execute on function private.withdraw_join_request(uuid, text) to authenticated;

create function api.withdraw_join_request(request_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.withdraw_join_request(withdraw_join_request.request_id, withdraw_join_request.idempotency_key);
$$;

comment on function api.withdraw_join_request(uuid, text) is 'Takes one''s own open request back.  Returns {request_id, organization_id, status}.  Safe to repeat.';
grant execute on function api.withdraw_join_request(uuid, text) to authenticated;
