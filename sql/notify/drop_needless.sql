-- drop_needless: what was taken back before anybody was told is not told.
--
-- Room:   notify
-- Reads:  app.outbox_events
-- Writes: app.outbox_events, app.audit_log
create function app.drop_needless(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select app.end_message(e, 'dropped', 'All that it says was taken back before anything was sent.')
  from app.outbox_events as e
  where e.event_id = any (p_event_ids) and e.status = 'queued' and e.carried is not null and e.topic like 'series.%'
    and (app.told_message(e)).data -> 'changes' = '[]';
$$;

comment on function app.drop_needless(uuid[]) is
  'Drops those of the messages about series, locked by the caller, that have superseded others and leave nothing to be told.  A single booking''s are dropped'
  ' when they are written.';
