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
  v_last boolean := not p_retryable or v_event.attempts >= 10;
  -- 5 s, 10 s, 20 s … at most an hour, a fifth more or less so that failures do not return in step.
  v_delay interval := least(interval '1 hour', interval '5 seconds' * power(2, greatest(v_event.attempts, 1) - 1)) * (0.8 + 0.4 * random());
begin
  if v_event.status <> 'queued' then
    return jsonb_build_object('status', v_event.status, 'next_attempt_at', null);
  end if;

  update app.outbox_events as e
  set status = case when v_last then 'failed' else 'queued' end,
      finished_at = case when v_last then app.now() end,
      next_attempt_at = app.now() + v_delay,
      last_error = left(p_error, 2000),
      leased_by = null
  where e.event_id = p_event_id
  returning * into v_event;

  perform app.record(
    v_event.organization_id, case when v_last then 'message.failed' else 'message.delayed' end, p_event_id::text, null,
    jsonb_build_object('topic', v_event.topic, 'recipient', v_event.recipient, 'attempt', v_event.attempts)
  );
  return jsonb_build_object('status', v_event.status, 'next_attempt_at', case when not v_last then v_event.next_attempt_at end);
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
  'Notes a failed attempt: queued again with exponential backoff, or failed for good when it is not retryable or was the tenth.'
  '  error must carry no personal data.  Returns {status, next_attempt_at}.';
grant execute on function api.mark_failed(uuid, text, boolean) to service_role;
