-- drop_unwanted: nobody gets mail that they have switched off.
--
-- Room:   notifications
-- Reads:  app.outbox_events, app.message_kinds, app.notification_preferences
-- Writes: app.outbox_events, app.audit_log
create function app.drop_unwanted()
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  with unwanted as (
    select e.event_id, e.organization_id
    from app.outbox_events as e
    join app.message_kinds as k on (k.topic, k.recipient) = (e.topic, e.recipient) and not k.essential
    where e.status = 'queued' and e.next_attempt_at <= app.now()
      -- Few decide against anything: only then is it worked out who the recipient is.
      and exists (
        select from app.notification_preferences as p
        where (p.organization_id, p.kind) = (e.organization_id, k.kind) and p.channel = 'mail' and not p.wanted
      )
      and not app.is_wanted(e.organization_id, app.event_person(e), k.kind, 'mail')
    for update of e skip locked
  ), dropped as (
    update app.outbox_events as e
    set status = 'dropped', finished_at = app.now(), last_error = 'The recipient does not want mail of this kind.', leased_by = null
    from unwanted
    where (e.event_id, e.organization_id) = (unwanted.event_id, unwanted.organization_id)
    returning e.*
  )
  select app.record(
    d.organization_id, 'message.dropped', d.event_id::text, null,
    jsonb_build_object('topic', d.topic, 'recipient', d.recipient, 'attempt', d.attempts, 'because', d.last_error)
  )
  from dropped as d;
$$;

comment on function app.drop_unwanted() is
  'Ends due messages that are not essential and that their recipient has switched off, by account or by link.  One that a worker has in hand may still go.';
