-- drop_lost: what no worker ever came back from is given up.
--
-- Room:   notify
-- Reads:  app.outbox_events, app.organizations
-- Writes: app.outbox_events, app.audit_log
create function app.drop_lost(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- A message whose worker dies each time comes back by its lease, not by mark_failed.
  select app.end_message(e, 'failed', 'No worker came back from it.')
  from app.outbox_events as e
  left join app.organizations as o on o.organization_id = e.organization_id
  where e.event_id = any (p_event_ids) and e.status = 'queued' and e.attempts - e.attempts_before >= coalesce(o.message_tries, 1);
$$;

comment on function app.drop_lost(uuid[]) is
  'Fails those of the messages, locked by the caller, that were claimed as often as the organization tries a message, so that they hold nothing back.';
