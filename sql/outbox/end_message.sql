-- end_message: a message that is not to be sent, or not again, and why.
--
-- Room:   outbox
-- Writes: app.outbox_events, app.audit_log
create function app.end_message(p_event app.outbox_events, p_status text, p_because text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.outbox_events as e
  set status = p_status, finished_at = app.now(), last_error = left(p_because, 2000), leased_by = null
  where (e.event_id, e.organization_id) = (p_event.event_id, p_event.organization_id);
  perform app.record(
    p_event.organization_id, 'message.' || p_status, p_event.event_id::text, null,
    jsonb_build_object('topic', p_event.topic, 'recipient', p_event.recipient, 'attempt', p_event.attempts, 'because', left(p_because, 2000))
  );
end;
$$;

comment on function app.end_message(app.outbox_events, text, text) is
  'Ends a queued message as failed or dropped, and says why, without personal data.  The caller has locked it.';
