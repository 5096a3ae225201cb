-- mark_delivered: the provider has taken the message.
--
-- Room:   outbox
-- Caller: the service role
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
-- Raises: PT403 not_allowed, PT404 not_found
create function private.mark_delivered(p_event_id uuid, p_receipt text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events := private.event_of_the_service(p_event_id);
begin
  -- Asking twice is no error; a message that was given up and left after all has been delivered.
  if v_event.status <> 'delivered' then
    update app.outbox_events as e
    set status = 'delivered', finished_at = app.now(), receipt = p_receipt, leased_by = null
    where e.event_id = p_event_id
    returning * into v_event;
    perform app.record(
      v_event.organization_id, 'message.delivered', p_event_id::text, null,
      jsonb_build_object('topic', v_event.topic, 'recipient', v_event.recipient, 'attempt', v_event.attempts)
    );
  end if;
  -- By one clock, the database's: a worker's may be off.
  return jsonb_build_object(
    'status', 'delivered', 'next_attempt_at', null, 'seconds', extract(epoch from v_event.finished_at - v_event.created_at)
  );
end;
$$;

comment on function private.mark_delivered(uuid, text) is 'Definer: the outbox is no role''s to write.  See api.mark_delivered.';
grant execute on function private.mark_delivered(uuid, text) to service_role;

create function api.mark_delivered(event_id uuid, receipt text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.mark_delivered(mark_delivered.event_id, mark_delivered.receipt);
$$;

comment on function api.mark_delivered(uuid, text) is
  'Ends an event as delivered; receipt is the provider''s word for it.  Returns {status, next_attempt_at, seconds}; seconds is the time since the change'
  ' that it tells of.  Safe to repeat.';
grant execute on function api.mark_delivered(uuid, text) to service_role;
