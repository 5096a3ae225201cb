-- reports_of_providers: how to read each provider's words.
--
-- Room: mail_status
create function app.report_of_resend(p_payload jsonb)
returns app.mail_report
language sql
stable
security invoker
set search_path = ''
as $$
  -- https://resend.com/docs/webhooks/event-types
  select row(
    case p_payload ->> 'type'
      when 'email.delivered' then 'delivered'
      when 'email.delivery_delayed' then 'delayed'
      when 'email.complained' then 'complained'
      when 'email.bounced' then 'bounced'
      when 'email.suppressed' then 'bounced'
      when 'email.failed' then 'bounced'
    end,
    p_payload ->> 'type' = 'email.suppressed' or (p_payload ->> 'type' = 'email.bounced' and coalesce(d.data #>> '{bounce,type}', 'Permanent') = 'Permanent'),
    coalesce(app.reason_word(d.data #>> '{bounce,subType}'), split_part(p_payload ->> 'type', '.', 2)),
    app.uuid_or_null(coalesce(
      d.data #>> '{tags,event_id}',
      jsonb_path_query_first(d.data, 'lax $.tags[*] ? (@.name == "event_id").value') #>> '{}'
    )),
    nullif(d.data ->> 'email_id', ''),
    app.bare_address(d.data #>> '{to,0}'),
    app.timestamp_or_null(p_payload ->> 'created_at')
  )::app.mail_report
  from (select p_payload -> 'data' as data) as d;
$$;

comment on function app.report_of_resend(jsonb) is 'What a webhook of Resend says.';

create function app.report_of_postmark(p_payload jsonb)
returns app.mail_report
language sql
stable
security invoker
set search_path = ''
as $$
  -- https://postmarkapp.com/developer/webhooks/webhooks-overview and https://postmarkapp.com/developer/api/bounce-api#bounce-types
  select row(
    case
      when p_payload ->> 'RecordType' = 'Delivery' then 'delivered'
      when 'SpamComplaint' in (p_payload ->> 'RecordType', p_payload ->> 'Type') then 'complained'
      when p_payload ->> 'RecordType' <> 'Bounce' then null
      when p_payload ->> 'Type' in ('Transient', 'DnsError') then 'delayed'
      -- Answers of people and their machines, which are no bounces.
      when p_payload ->> 'Type' in ('AutoResponder', 'AddressChange', 'Subscribe', 'Unsubscribe', 'ChallengeVerification', 'OpenRelayTest') then null
      else 'bounced'
    end,
    p_payload ->> 'RecordType' = 'Bounce' and p_payload ->> 'Type' in ('HardBounce', 'BadEmailAddress', 'ManuallyDeactivated'),
    coalesce(app.reason_word(p_payload ->> 'Type'), p_payload ->> 'RecordType'),
    app.uuid_or_null(p_payload #>> '{Metadata,event_id}'),
    nullif(p_payload ->> 'MessageID', ''),
    app.bare_address(coalesce(p_payload ->> 'Email', p_payload ->> 'Recipient')),
    app.timestamp_or_null(coalesce(p_payload ->> 'DeliveredAt', p_payload ->> 'BouncedAt'))
  )::app.mail_report;
$$;

comment on function app.report_of_postmark(jsonb) is 'What a webhook of Postmark says.';

create function app.report_of_ses(p_payload jsonb)
returns app.mail_report
language sql
stable
security invoker
set search_path = ''
as $$
  -- https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html, and event-publishing-retrieving-sns-contents.html for event publishing
  select row(
    case t.type
      when 'Delivery' then 'delivered'
      when 'DeliveryDelay' then 'delayed'
      when 'Complaint' then 'complained'
      when 'Bounce' then 'bounced'
      when 'Reject' then 'bounced'
    end,
    t.type = 'Bounce' and p_payload #>> '{bounce,bounceType}' = 'Permanent',
    coalesce(
      app.reason_word(p_payload #>> '{bounce,bounceSubType}'), app.reason_word(p_payload #>> '{complaint,complaintFeedbackType}'),
      app.reason_word(p_payload #>> '{deliveryDelay,delayType}'), t.type
    ),
    app.uuid_or_null(p_payload #>> '{mail,tags,event_id,0}'),
    nullif(p_payload #>> '{mail,messageId}', ''),
    app.bare_address(p_payload #>> '{mail,destination,0}'),
    app.timestamp_or_null(p_payload #>> array[lower(left(t.type, 1)) || substr(t.type, 2), 'timestamp'])
  )::app.mail_report
  from (select coalesce(p_payload ->> 'eventType', p_payload ->> 'notificationType') as type) as t;
$$;

comment on function app.report_of_ses(jsonb) is 'What Amazon SES says by SNS: a notification, or an event of event publishing.';
