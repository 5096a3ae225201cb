-- drop_late: what means nothing any more is not sent.
--
-- Room:   notify
-- Reads:  app.outbox_events, app.message_kinds
-- Writes: app.outbox_events, app.audit_log
create function app.drop_late(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select case
    -- What somebody had to know, and was not told in time, an admin must see.
    when k.essential and e.topic ~ '^(booking|series|practice_room)\.' then app.end_message(e, 'failed', 'The booking began before it could be sent.')
    else app.end_message(e, 'dropped', 'It would come too late.')
  end
  from app.outbox_events as e
  join app.message_kinds as k on (k.topic, k.recipient) = (e.topic, e.recipient)
  where e.event_id = any (p_event_ids) and e.status = 'queued' and e.useless_after < app.now();
$$;

comment on function app.drop_late(uuid[]) is
  'Ends those of the messages, locked by the caller, whose useless_after is past: failed where they said how a booking stands, dropped otherwise.';
