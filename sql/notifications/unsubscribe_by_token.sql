-- unsubscribe_by_token: no more mail that one can do without (RFC 8058), or some again.
--
-- Room:   notifications
-- Caller: whoever has the token; the edge for a mail provider's one click
-- Reads:  app.unsubscribe_tokens, app.organizations, app.message_kinds
-- Writes: app.audit_log, app.idempotency_keys, app.notification_preferences, app.rate_limits
-- Locks:  the idempotency key
-- Raises: PT400 invalid_argument, PT403 token_invalid, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.unsubscribe_by_token(p_token text, p_kinds text[], p_wanted boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_token, p_kinds, p_wanted);
  v_answer jsonb := app.recall_answer('unsubscribe_by_token', p_key, v_arguments);
  v_token app.unsubscribe_tokens;
  v_kinds text[];
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- The token authorises.
  v_token := app.unsubscribe_token(p_token);
  if v_token.token_hash is null then
    return app.fail_token();
  end if;
  v_kinds := coalesce(p_kinds, array[v_token.kind]);
  if p_wanted is null or not v_kinds <@ array(select k.kind from app.kinds_for(array[v_token.recipient]) as k where k.switchable) then
    perform app.fail('invalid_argument', 'Only mail of the kinds that the link names can be switched off or on.', 'Take kinds from preferences_by_token.');
  end if;
  perform app.act_as(case v_token.recipient when 'client' then 'client:' || v_token.email else 'user:' || v_token.user_id end);
  perform app.decide_for_address(v_token.organization_id, row(v_token.user_id, v_token.email, false, true)::app.event_person, k, p_wanted)
  from (select distinct unnest(v_kinds) order by 1) as chosen (k);
  return app.remember_answer('unsubscribe_by_token', p_key, v_arguments, app.preferences_of_token(v_token));
end;
$$;

comment on function private.unsubscribe_by_token(text, text[], boolean, text) is 'Definer: preferences are no role''s to write; the token authorises.';
grant execute on function private.unsubscribe_by_token(text, text[], boolean, text) to anon, authenticated, service_role;

create function api.unsubscribe_by_token(
  token text, kinds text[] default null, wanted boolean default false, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.unsubscribe_by_token(
    unsubscribe_by_token.token, unsubscribe_by_token.kinds, unsubscribe_by_token.wanted, unsubscribe_by_token.idempotency_key
  );
$$;

comment on function api.unsubscribe_by_token(text, text[], boolean, text) is
  'Switches mail off, or with wanted on again: of the kind that the link came with, or of kinds.  What is essential comes all the same.  Returns as'
  ' preferences_by_token.  Safe to repeat.';
grant execute on function api.unsubscribe_by_token(text, text[], boolean, text) to anon, authenticated, service_role;
