-- register_unsubscribe_token: the hash of the token that the worker puts into mail that one can do without.
--
-- Room:   notifications
-- Caller: the service role
-- Reads:  app.outbox_events, app.message_kinds
-- Writes: app.unsubscribe_tokens
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found
create function app.unsubscribe_payload(p_event app.outbox_events)
returns jsonb
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(
    (
      select jsonb_build_object('unsubscribe', jsonb_build_object('kind', k.kind))
      from app.message_kinds as k
      where (k.topic, k.recipient) = (p_event.topic, p_event.recipient) and not k.essential
    ),
    '{}'
  );
$$;

comment on function app.unsubscribe_payload(app.outbox_events) is '{unsubscribe {kind}} for a message that its recipient may switch off, else {}.';

create function private.register_unsubscribe_token(p_event_id uuid, p_token_hash text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events := private.event_of_the_service(p_event_id);
  v_person app.event_person := app.event_person(v_event);
  v_kind text := app.unsubscribe_payload(v_event) #>> '{unsubscribe,kind}';
begin
  if v_kind is null or v_person.email is null then
    perform app.fail('not_found', 'There is nothing in this message to unsubscribe from.', 'Register tokens only where the payload has unsubscribe.');
  end if;
  insert into app.unsubscribe_tokens (token_hash, organization_id, user_id, email, recipient, kind)
  values (
    app.token_hash(p_token_hash), v_event.organization_id, case when v_person.is_own_address then v_person.user_id end, v_person.email, v_event.recipient, v_kind
  )
  on conflict do nothing;
  return '{}';
end;
$$;

comment on function private.register_unsubscribe_token(uuid, text) is 'Definer: tokens are no role''s to write.  Whom a token speaks for follows from the message.';
grant execute on function private.register_unsubscribe_token(uuid, text) to service_role;

create function api.register_unsubscribe_token(event_id uuid, token_hash text)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.register_unsubscribe_token(register_unsubscribe_token.event_id, register_unsubscribe_token.token_hash);
$$;

comment on function api.register_unsubscribe_token(uuid, text) is
  'Stores the SHA-256 (64 hexadecimal digits) of the token by which the message''s recipient unsubscribes from its kind.  Returns {}.  Safe to repeat.';
grant execute on function api.register_unsubscribe_token(uuid, text) to service_role;
