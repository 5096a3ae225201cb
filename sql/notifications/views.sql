-- views: notifications as the Data API shows them.
--
-- Room:  notifications
-- Reads: app.notifications
create view api.notifications with (security_invoker = true) as
select
  n.notification_id, n.organization_id, n.topic, n.recipient, n.subject_id, n.booking_id, n.starts_at, n.ends_at, n.previous_starts_at, n.changes,
  n.read_at, n.created_at
from app.notifications as n;

comment on view api.notifications is
  'What the caller was told, as practitioner or client, in all organizations.  Newest first by (created_at, notification_id), which is also the key of the next page.'
  '  Names are in api.bookings, for those who may see them.  Marked by mark_notifications_read.';
grant select on api.notifications to authenticated;
