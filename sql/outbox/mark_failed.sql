-- mark_failed: an attempt did not succeed; try again later, or never.
--
-- Room:   outbox
-- Caller: the service role
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_failed(p_event_id uuid, p_error text, p_retryable boolean)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events := private.event_of_the_service(p_event_id);
  -- Since somebody last asked to try again.
  v_tries integer := greatest(v_event.attempts - v_event.attempts_before, 1);
  v_next timestamptz := app.now() + app.backoff(v_tries, '5 seconds', 2, '1 hour');
  v_late boolean := coalesce(p_retryable and v_next > v_event.useless_after, false);
begin
  if v_event.status <> 'queued' then
    return jsonb_build_object('status', v_event.status, 'next_attempt_at', null);
  end if;
  if v_late or not p_retryable or v_tries >= v_event.tries then
    perform app.end_message(v_event, 'failed', concat_ws(' ', p_error, case when v_late then 'The next attempt would come too late.' end));
    return jsonb_build_object('status', 'failed', 'next_attempt_at', null);
  end if;

  update app.outbox_events as e
  set next_attempt_at = v_next, last_error = left(p_error, 2000), leased_by = null
  where (e.event_id, e.organization_id) = (p_event_id, v_event.organization_id);
  -- What waits behind it need not be looked at before; a message that somebody is changing is left alone.
  with behind as (
    select e.event_id, e.organization_id
    from app.outbox_events as e
    where (e.subject_id, e.recipient, e.status) = (v_event.subject_id, v_event.recipient, 'queued')
      and e.position > v_event.position and e.next_attempt_at < v_next
    for no key update skip locked
  )
  update app.outbox_events as e
  set next_attempt_at = v_next
  from behind
  where (e.event_id, e.organization_id) = (behind.event_id, behind.organization_id);
  perform app.record(
    v_event.organization_id, 'message.delayed', p_event_id::text, null,
    jsonb_build_object('topic', v_event.topic, 'recipient', v_event.recipient, 'attempt', v_event.attempts, 'because', left(p_error, 2000))
  );
  return jsonb_build_object('status', 'queued', 'next_attempt_at', v_next);
end;
$$;

comment on function private.mark_failed(uuid, text, boolean) is 'Definer: the outbox is no role''s to write.  See api.mark_failed.';
grant execute on function private.mark_failed(uuid, text, boolean) to service_role;

create function api.mark_failed(event_id uuid, error text, retryable boolean default true)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_failed(mark_failed.event_id, mark_failed.error, mark_failed.retryable);
$$;

comment on function api.mark_failed(uuid, text, boolean) is
  'Notes a failed attempt: queued again with exponential backoff, or failed for good when it is not retryable, was the last of the
  organization''s message_tries, or when the next would come after the booking''s start.'
  '  error must carry no personal data.  Returns {status, next_attempt_at}.';
grant execute on function api.mark_failed(uuid, text, boolean) to service_role;
