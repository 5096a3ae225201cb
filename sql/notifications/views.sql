-- views: notifications and preferences as the Data API shows them.
--
-- Room:   notifications
-- Reads:  app.notifications, app.message_kinds, app.members, app.clients
-- Raises: PT403 not_allowed
create view api.notifications with (security_invoker = true) as
select
  n.notification_id, n.organization_id, n.topic,
  (select k.kind from app.message_kinds as k where (k.topic, k.recipient) = (n.topic, n.recipient)) as kind,
  n.recipient, n.subject_id, n.booking_id, n.starts_at, n.ends_at, n.previous_starts_at, n.changes,
  n.read_at, n.created_at
from app.notifications as n;

comment on view api.notifications is
  'What the caller was told, as practitioner or client, in all organizations.  Newest first by (created_at, notification_id), which is also the key of the next page.'
  '  Names are in api.bookings, for those who may see them.  Marked by mark_notifications_read.';
grant select on api.notifications to authenticated;

create view api.notification_preferences with (security_invoker = true) as
select
  o.organization_id, k.kind, c.channel, coalesce(d.wanted, true) as wanted, d.wanted is null as is_default,
  c.channel = 'app' or k.switchable as switchable, c.channel = 'mail' and k.keeps_essential as keeps_essential
from (
  select m.organization_id from app.members as m where m.user_id = (select auth.uid())
  union
  select cl.organization_id from app.clients as cl where cl.user_id = (select auth.uid())
) as o
cross join lateral app.kinds_for(private.recipients_that_i_am(o.organization_id)) as k
cross join (values ('mail'), ('app')) as c (channel)
left join private.my_decisions() as d on (d.organization_id, d.kind, d.channel) = (o.organization_id, k.kind, c.channel);

comment on view api.notification_preferences is
  'What the caller is told of by each of their organizations, and how: kind, channel (mail, app), wanted, is_default.  switchable: whether set_notification_preference'
  ' may switch it off; keeps_essential: some mail of the kind comes all the same.';
grant select on api.notification_preferences to authenticated;

create function app.preferences_change_by_verbs()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.fail('not_allowed', 'Preferences are changed by a verb.', 'Use set_notification_preference.');
  return null;
end;
$$;

comment on function app.preferences_change_by_verbs() is
  'Trigger: refuses every direct write, and as for bookings lets Postgres look at privileges, of which no role has any.';

create trigger _100_by_verbs_only instead of insert or update or delete on api.notification_preferences
for each row execute function app.preferences_change_by_verbs();
