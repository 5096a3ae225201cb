-- req: SC-1.8
-- The fields are those of the providers' own pages; what they mean to us is one form for all.
create function pg_temp.says(p_report app.mail_report) returns text language sql as $$
  select concat_ws(' ', coalesce(p_report.status, 'nothing'), case when p_report.permanent then 'for good' end, p_report.reason, p_report.address, p_report.receipt)
$$;

-- Resend.
create function pg_temp.resend(p_type text, p_data jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object('type', p_type, 'created_at', '2027-01-04T13:05:00.123Z', 'data', jsonb_build_object(
    'email_id', '56761188-7520-42d8-8898-ff6fc54ce618', 'from', 'River <bookings@river.example>', 'to', jsonb_build_array('Gil Guest <Gil@Example.com>'), 'subject', 'x'
  ) || p_data)
$$;
select is(pg_temp.says(app.report_of_resend(pg_temp.resend(type, data))), said || ' gil@example.com 56761188-7520-42d8-8898-ff6fc54ce618', 'Resend: ' || what)
from (values
  ('email.delivered', '{}'::jsonb, 'delivered delivered', 'arrived'),
  ('email.delivery_delayed', '{}', 'delayed delivery_delayed', 'is late'),
  ('email.complained', '{}', 'complained complained', 'was called spam'),
  ('email.bounced', '{"bounce": {"type": "Permanent", "subType": "Suppressed", "message": "gil@example.com is suppressed"}}', 'bounced for good Suppressed', 'came back for good'),
  ('email.bounced', '{"bounce": {"type": "Transient", "subType": "MailboxFull"}}', 'bounced MailboxFull', 'came back this time'),
  ('email.bounced', '{}', 'bounced for good bounced', 'came back, in the older form without a type'),
  ('email.suppressed', '{}', 'bounced for good suppressed', 'was not even tried'),
  ('email.failed', '{"failed": {"reason": "reached_daily_quota"}}', 'bounced failed', 'failed for our own fault')
) as r (type, data, said, what);
select is((app.report_of_resend(pg_temp.resend(type))).status, null, 'Resend: of no interest: ' || type) from unnest(array['email.opened', 'email.sent', 'contact.created', 'email.of_tomorrow']) as type;
select is((app.report_of_resend(pg_temp.resend('email.delivered'))).at, '2027-01-04 13:05:00.123+00'::timestamptz, 'Resend: when');
select is(
  (app.report_of_resend(pg_temp.resend('email.delivered', tags))).event_id, tests.id('ada'), 'Resend: our own tag comes back, in ' || form
)
from (values
  (jsonb_build_object('tags', jsonb_build_object('event_id', tests.id('ada'))), 'an object'),
  (jsonb_build_object('tags', jsonb_build_array('{"name": "x", "value": "y"}'::jsonb, jsonb_build_object('name', 'event_id', 'value', tests.id('ada')))), 'a list')
) as t (tags, form);

-- Postmark.
select is(pg_temp.says(app.report_of_postmark(payload)), said, 'Postmark: ' || what)
from (values
  ('{"RecordType": "Delivery", "MessageID": "883953f4", "Recipient": "gil@example.com", "DeliveredAt": "2027-01-04T13:05:00Z"}'::jsonb, 'delivered Delivery gil@example.com 883953f4', 'arrived'),
  ('{"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "ID": 42, "MessageID": "883953f4", "Email": "gil@example.com", "Description": "The server was unable to deliver"}', 'bounced for good HardBounce gil@example.com 883953f4', 'came back for good'),
  ('{"RecordType": "Bounce", "Type": "SoftBounce", "MessageID": "883953f4", "Email": "gil@example.com"}', 'bounced SoftBounce gil@example.com 883953f4', 'came back this time'),
  ('{"RecordType": "Bounce", "Type": "Transient", "MessageID": "883953f4", "Email": "gil@example.com"}', 'delayed Transient gil@example.com 883953f4', 'is late'),
  ('{"RecordType": "Bounce", "Type": "AutoResponder", "MessageID": "883953f4", "Email": "gil@example.com"}', 'nothing AutoResponder gil@example.com 883953f4', 'somebody is on holiday'),
  ('{"RecordType": "SpamComplaint", "Type": "SpamComplaint", "MessageID": "883953f4", "Email": "gil@example.com"}', 'complained SpamComplaint gil@example.com 883953f4', 'was called spam'),
  ('{"RecordType": "Open", "MessageID": "883953f4", "Recipient": "gil@example.com"}', 'nothing Open gil@example.com 883953f4', 'was opened')
) as r (payload, said, what);
select is((app.report_of_postmark('{"RecordType": "Bounce", "Type": "HardBounce", "BouncedAt": "2014-08-01T13:28:10.2735393-04:00"}')).at, '2014-08-01 17:28:10.273539+00'::timestamptz, 'Postmark: when');
select is((app.report_of_postmark(jsonb_build_object('RecordType', 'Delivery', 'Metadata', jsonb_build_object('event_id', tests.id('ada'))))).event_id, tests.id('ada'), 'Postmark: our own tag comes back');

-- SES.
create function pg_temp.ses(p_rest jsonb) returns jsonb language sql as $$
  select jsonb_build_object('mail', jsonb_build_object(
    'timestamp', '2027-01-04T13:00:00.000Z', 'messageId', 'EXAMPLE7c191be45', 'destination', jsonb_build_array('gil@example.com'),
    'tags', jsonb_build_object('event_id', jsonb_build_array(tests.id('ada')))
  )) || p_rest
$$;
select is(pg_temp.says(app.report_of_ses(pg_temp.ses(rest))), said || ' gil@example.com EXAMPLE7c191be45', 'SES: ' || what)
from (values
  ('{"eventType": "Delivery", "delivery": {"timestamp": "2027-01-04T13:05:00.000Z"}}'::jsonb, 'delivered Delivery', 'arrived'),
  ('{"notificationType": "Delivery", "delivery": {}}', 'delivered Delivery', 'arrived, said by a plain notification'),
  ('{"eventType": "DeliveryDelay", "deliveryDelay": {"delayType": "MailboxFull"}}', 'delayed MailboxFull', 'is late'),
  ('{"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [{"emailAddress": "elsewhere@example.net"}]}}', 'bounced for good General', 'came back for good, from where it was forwarded to'),
  ('{"eventType": "Bounce", "bounce": {"bounceType": "Undetermined", "bounceSubType": "Undetermined"}}', 'bounced Undetermined', 'came back, nobody knows why'),
  ('{"notificationType": "Complaint", "complaint": {"complaintFeedbackType": "abuse"}}', 'complained abuse', 'was called spam'),
  ('{"eventType": "Open", "open": {}}', 'nothing Open', 'was opened')
) as r (rest, said, what);
select is((app.report_of_ses(pg_temp.ses('{"eventType": "DeliveryDelay", "deliveryDelay": {"timestamp": "2027-01-04T13:05:00.000Z"}}'))).at, '2027-01-04 13:05+00'::timestamptz, 'SES: when');
select is((app.report_of_ses(pg_temp.ses('{"eventType": "Delivery"}'))).event_id, tests.id('ada'), 'SES: our own tag comes back');

-- What is not of the form that was agreed harms nothing.
select is(app.report_of_resend(odd) is not null and app.report_of_postmark(odd) is not null and app.report_of_ses(odd) is not null, false, 'odd: ' || odd::text)
from unnest(array[
  '{}', '{"type": 5, "data": "x"}', '{"type": ["email.bounced"], "data": [1]}', '{"eventType": {}, "mail": []}', '{"RecordType": null, "Metadata": 7}', '{"mail": {"tags": "x", "destination": "y"}}'
]::jsonb[]) as odd;
select is(app.timestamp_or_null(odd), null, 'no time: ' || odd) from unnest(array['', 'soon', '2027-13-40T99:99:99Z', '2027-01-04T13:00:00 Nowhere/City', 'infinity', '99999999-01-01T00:00']) as odd;
select is(app.reason_word('550 5.1.1 <gil@example.com>: user unknown'), null, 'a text with an address in it is not kept as a reason');
