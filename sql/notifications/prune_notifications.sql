-- prune_notifications: what was read long ago, or never, is forgotten.
--
-- Room:   notifications
-- Writes: app.notifications
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
$$;

comment on function app.prune_notifications() is 'Deletes notifications half a year after they were read, and after a year in any case; a thousand of each at most.';
