-- personal_data_of_mail: the register's rows for messages, notifications, webhooks, the audit log, and those who work here.
--
-- Room: privacy
insert into app.personal_data (table_name, found_by, exported_from, left_out, erasure, replacement, because) values
  ('outbox_events', 't.subject_id = any (p.subjects) or t.topic like ''practice\_room.%'' and p.account::text in (t.data ->> ''host_id'', t.data ->> ''guest_id'')', 'app.outbox_events', '{transaction_id,leased_by,position}', 'replace',
    $$ data = case when app.tells_the_other(t, p.account) then app.without_party(t.data, p.account) else '{}' end, carried = null, receipt = null, last_error = null, mail_reason = null, leased_by = null,
       status = case when t.status = 'queued' and not app.tells_the_other(t, p.account) then 'dropped' else t.status end,
       finished_at = case when app.tells_the_other(t, p.account) then null else coalesce(t.finished_at, app.now()) end $$,
    'What was sent goes, also from messages to the practitioner; that one was sent, and how it ended, is a figure.  What waits is not sent any more, but for what'
    ' whoever was to practise with the person has to know, without the name.'),
  ('webhook_deliveries', 't.subject_id = any (p.subjects)', 'app.webhook_deliveries', '{leased_by,position}', 'delete', null,
    'What others were told by webhook, kept for 30 days.  They are processors of their own: tell them of the erasure, see disclosures_of_client.'),
  ('notifications', 't.user_id = p.user_id and t.recipient = ''client'' or t.user_id = p.account and t.recipient in (''host'', ''guest'')', 'app.notifications', '{}', 'delete', null, 'What the person was told within the app.'),
  ('notification_preferences', 't.user_id = p.account or t.email = any (p.emails)', 'app.notification_preferences', '{}', 'delete', null, 'What the person wants to be told.'),
  ('unsubscribe_tokens', 't.user_id = p.account or t.email = any (p.emails)', 'app.unsubscribe_tokens', '{token_hash}', 'delete', null, 'Addresses behind links in mails.'),
  ('mail_addresses', 't.address = any (p.emails)', 'app.mail_addresses', '{}', 'delete', null, 'An address that bounced or complained; nobody mails it after erasure.'),
  ('provider_events', 'exists (select from unnest(p.emails) as e (email) where position(e.email in lower(t.payload::text)) > 0)', null, '{}', 'delete', null,
    'What mail providers reported, as they sent it, with addresses; forgotten after 30 days in any case.  What it meant is exported with the message.'),
  ('audit_log',
    't.entity_id = any (p.words) or t.entry_id in (select x.entry_id from app.audit_personal as x where x.client_id = p.client_id)', 'api.audit_log', '{}', 'keep', null,
    'Append-only.  Holds ids, times, figures and states; what says who somebody is stands in audit_personal.'),
  ('audit_personal',
    $$ t.client_id = p.client_id
       or t.client_id is null and (t.email = any (p.emails) or t.actor in (select 'client:' || e.email from unnest(p.emails) as e (email)))
       or t.entry_id in (select l.entry_id from app.audit_log as l where l.organization_id = p.organization_id and l.entity_id = any (p.words))
       or t.entry_id in (
         select l.entry_id from app.outbox_events as o join app.audit_log as l on (l.entity_id, l.organization_id) = (o.event_id::text, o.organization_id)
         where o.organization_id = p.organization_id and o.subject_id = any (p.subjects)
       ) $$,
    null, '{}', 'delete', null, 'The half of the audit log that can go; exported with it.'),
  ('members', null, null, '{}', 'keep', null, 'Those who work here: not clients, and what they did has to stay explained.'),
  ('invitations', null, null, '{}', 'keep', null, 'Those who were asked to work here.'),
  ('join_requests', null, null, '{}', 'keep', null, 'Those who ask to work here, with what they say of themselves: settled by an admin.'),
  ('support_grants', null, null, '{}', 'keep', null, 'Who let the platform''s support look in, and when: never at clients.'),
  ('super_admins', null, null, '{}', 'keep', null, 'Those who run the platform.'),
  ('calendar_feeds', null, null, '{}', 'keep', null, 'Made by those who work here; a feed is composed when it is read.'),
  ('calendar_connections', null, null, '{}', 'keep', null, 'Calendars of those who work here.'),
  ('calendar_events', 't.booking_id = any (p.subjects)', 'app.calendar_events', '{etag}', 'keep', null,
    'Which event in a practitioner''s calendar is which booking: ids and times.  Its guest is taken out there, where the provider still lets us in.'),
  ('calendar_tasks', 't.subject_id = any (p.subjects)', 'app.calendar_tasks', '{leased_by,position,again_at}', 'keep', null,
    'That a booking''s event was to be written: an id, forgotten a week after it was.'),
  ('calendar_attempts', null, null, '{}', 'keep', null, 'Those who work here, on the way to their calendar; deleted the day after.'),
  ('calendar_changes', 't.booking_id = any (p.subjects)', 'app.calendar_changes', '{version}', 'keep', null,
    'That a practitioner moved or deleted a booking''s event in a calendar, and what came of it: ids and times.'),
  ('webhook_endpoints', null, null, '{}', 'keep', null, 'Made by those who work here.');
