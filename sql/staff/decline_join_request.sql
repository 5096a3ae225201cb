-- decline_join_request: somebody who asked will not work here.
--
-- Room:   staff
-- Caller: a member with members:write
-- Writes: app.audit_log, app.idempotency_keys, app.join_requests, app.outbox_events
-- Locks:  the idempotency key, the request
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.decline_join_request(p_request_id uuid, p_reason text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments constant jsonb := jsonb_build_array(p_request_id, p_reason);
  v_answer jsonb := app.recall_answer('decline_join_request', p_key, v_arguments);
  v_request app.join_requests;
  v_reason text := nullif(btrim(p_reason), '');
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_request := private.join_request_to_answer(p_request_id, 'declined');
  if app.is_short_text(v_reason, 1000) is false then
    perform app.fail('invalid_argument', 'The reason has more than 1,000 characters, or control characters.', 'Shorten it and try again.');
  end if;
  if v_request.status = 'open' then
    v_request := app.end_join_request(v_request, 'declined', v_reason);
    insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
    values (v_request.organization_id, 'join.declined', 'invitee', p_request_id, '{}');
  end if;
  return app.remember_answer('decline_join_request', p_key, v_arguments, app.join_request_answer(v_request));
end;
$$;

comment on function private.decline_join_request(uuid, text, text) is 'Definer: requests are no role''s to write; private.join_request_to_answer authorises.';
grant execute on function private.decline_join_request(uuid, text, text) to authenticated;

create function api.decline_join_request(request_id uuid, reason text default null, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.decline_join_request(decline_join_request.request_id, decline_join_request.reason, decline_join_request.idempotency_key);
$$;

comment on function api.decline_join_request(uuid, text, text) is
  'Declines an open request; the applicant is told, with the reason.  Returns {request_id, organization_id, status}.  Safe to repeat.';
grant execute on function api.decline_join_request(uuid, text, text) to authenticated;
