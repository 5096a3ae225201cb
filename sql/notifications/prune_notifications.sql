-- prune_notifications: what was read long ago, or never, is forgotten, and so are links too old to work.
--
-- Room:   notifications
-- Writes: app.notifications, app.unsubscribe_tokens
create function app.prune_notifications()
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  with old as (
    select n.notification_id, n.organization_id from app.notifications as n
    where n.read_at < app.now() - interval '180 days'
    limit 1000
    for update skip locked
  )
  delete from app.notifications as n using old where (n.notification_id, n.organization_id) = (old.notification_id, old.organization_id);
  with old as (
    select n.notification_id, n.organization_id from app.notifications as n
    where n.created_at < app.now() - interval '365 days'
    limit 1000
    for update skip locked
  )
  delete from app.notifications as n using old where (n.notification_id, n.organization_id) = (old.notification_id, old.organization_id);
  with old as (
    select t.token_hash, t.organization_id from app.unsubscribe_tokens as t where t.expires_at <= app.now() limit 1000 for update skip locked
  )
  delete from app.unsubscribe_tokens as t using old where (t.token_hash, t.organization_id) = (old.token_hash, old.organization_id);
$$;

comment on function app.prune_notifications() is 'Deletes notifications half a year after they were read, and after a year in any case; a thousand of each at most; links to'
  ' unsubscribe by when they lapse.';
