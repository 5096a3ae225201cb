-- messages: what became of each message, for those who look after the organization.
--
-- Room:  notify
-- Reads: app.outbox_events, app.bookings, app.message_kinds
create policy outbox_events_select_by_admin on app.outbox_events for select to authenticated
using (organization_id = any ((select private.organizations_where('messages:read'))::uuid[]));
-- Not data and carried: they hold reasons that people gave.
grant select (
  event_id, organization_id, position, topic, recipient, subject_id, status, attempts, next_attempt_at, leased_by, last_error, useless_after, created_at, finished_at,
  mail_status, mail_status_at, mail_reason
) on app.outbox_events to authenticated, service_role;

create view api.messages with (security_invoker = true) as
select
  e.event_id, e.organization_id, e.topic, e.recipient, k.kind, k.essential, private.masked_recipient(e.event_id) as address,
  e.subject_id, b.booking_id, b.reference,
  e.status, e.attempts, e.last_error, e.leased_by is not null as in_hand,
  case when e.status = 'queued' and e.leased_by is null then e.next_attempt_at end as next_attempt_at,
  e.useless_after, e.created_at, e.finished_at, e.mail_status, e.mail_status_at, e.mail_reason
from app.outbox_events as e
left join app.message_kinds as k on (k.topic, k.recipient) = (e.topic, e.recipient)
left join app.bookings as b on (b.booking_id, b.organization_id) = (e.subject_id, e.organization_id);

comment on view api.messages is
  'Every message of the organization, for those with messages:read: queued, delivered (taken by the mail provider), failed (given up: retry_message tries again) or'
  ' dropped (last_error says why).  in_hand: a worker has it now.  address is masked.  mail_status is what the provider has reported since.'
  '  subject_id is the booking, series, wish or invitation.';
grant select on api.messages to authenticated, service_role;
