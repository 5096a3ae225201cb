-- drop_unwanted: nobody gets mail that they have switched off.
--
-- Room:   notifications
-- Reads:  app.outbox_events, app.message_kinds, app.notification_preferences
-- Writes: app.outbox_events, app.audit_log
create function app.drop_unwanted(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select app.end_message(e, 'dropped', 'The recipient does not want mail of this kind.')
  from app.outbox_events as e
  join app.message_kinds as k on (k.topic, k.recipient) = (e.topic, e.recipient) and not k.essential
  where e.event_id = any (p_event_ids) and e.status = 'queued'
    -- Few decide against anything: only then is it worked out who the recipient is.
    and exists (
      select from app.notification_preferences as p
      where (p.organization_id, p.kind) = (e.organization_id, k.kind) and p.channel = 'mail' and not p.wanted
    )
    and not app.is_wanted(e.organization_id, app.event_person(e), k.kind, 'mail');
$$;

comment on function app.drop_unwanted(uuid[]) is
  'Drops those of the messages, locked by the caller, that are not essential and that their recipient has switched off, by account or by link.  One that a worker has'
  ' in hand may still go.';
