-- preferences_by_token: what mail the holder of a link gets, of that which can be switched off.
--
-- Room:   notifications
-- Caller: whoever has the token
-- Reads:  app.unsubscribe_tokens, app.organizations, app.message_kinds, app.notification_preferences
-- Writes: app.rate_limits
-- Raises: PT403 token_invalid, PT429 too_many_requests
create function private.preferences_by_token(p_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- The token authorises.
  v_token app.unsubscribe_tokens := app.unsubscribe_token(p_token);
begin
  return case when v_token.token_hash is null then app.fail_token() else app.preferences_of_token(v_token) end;
end;
$$;

comment on function private.preferences_by_token(text) is 'Definer: preferences are no role''s to read; the token authorises.';
grant execute on function private.preferences_by_token(text) to anon, authenticated;

create function api.preferences_by_token(token text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.preferences_by_token(preferences_by_token.token);
$$;

comment on function api.preferences_by_token(text) is
  '{organization {name, slug}, kind: of the mail with the link, kinds [{kind, wanted, keeps_essential}]}: what its recipient may switch off, and has.';
grant execute on function api.preferences_by_token(text) to anon, authenticated;
