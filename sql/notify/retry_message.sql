-- retry_message: an admin lets a message that was given up be tried again.
--
-- Room:   notify
-- Caller: a member with messages:write
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log, app.idempotency_keys
-- Locks:  the idempotency key, the message
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.retry_message(p_event_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_event_id);
  v_event app.outbox_events;
  v_answer jsonb;
begin
  perform app.sign_in_required();
  v_answer := app.recall_answer('retry_message', p_key, v_arguments);
  select e.* into v_event
  from app.outbox_events as e
  where e.event_id = p_event_id and e.organization_id = any (private.organizations_where('members:read'))
  for no key update;
  if not found then
    perform app.fail('not_found', format('No message %s of your organization.', p_event_id), 'Choose one from the list of messages.');
  end if;
  perform private.permission_required(v_event.organization_id, 'messages:write');
  if v_answer is not null then
    return v_answer;
  end if;
  if v_event.status <> 'failed' then
    perform app.fail(
      'illegal_transition', format('The message is %s; only one that has failed can be tried again.', v_event.status), 'Reload the list of messages.'
    );
  end if;
  -- An old state after a newer one would tell what is no longer so.
  if app.tells_a_state(v_event.topic) and exists (
    select from app.outbox_events as later
    where (later.subject_id, later.recipient) = (v_event.subject_id, v_event.recipient) and later.position > v_event.position
      and app.tells_a_state(later.topic) and later.status in ('queued', 'delivered')
  ) then
    perform app.fail(
      'illegal_transition', 'A newer message about the same thing has gone out or is about to; this one would tell what is no longer so.',
      'Try the newest one again.'
    );
  end if;

  update app.outbox_events as e
  set status = 'queued', finished_at = null, next_attempt_at = app.now(), useless_after = null, attempts_before = e.attempts
  where (e.event_id, e.organization_id) = (v_event.event_id, v_event.organization_id);
  perform app.record(
    v_event.organization_id, 'message.retried', p_event_id::text, jsonb_build_object('status', 'failed', 'attempt', v_event.attempts), jsonb_build_object('status', 'queued')
  );
  return app.remember_answer('retry_message', p_key, v_arguments, jsonb_build_object('event_id', p_event_id, 'status', 'queued'));
end;
$$;

comment on function private.retry_message(uuid, text) is 'Definer: the outbox is no role''s to write.  See api.retry_message.';
grant execute on function private.retry_message(uuid, text) to authenticated;

create function api.retry_message(event_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.retry_message(retry_message.event_id, retry_message.idempotency_key);
$$;

comment on function api.retry_message(uuid, text) is
  'Queues a failed message once more, at once and for as many tries as a new one, even where its booking has begun: that is for a person to judge.  Refused where a'
  ' newer message about the same thing stands.  Returns {event_id, status}.';
grant execute on function api.retry_message(uuid, text) to authenticated;
