-- drop_unreachable: nothing is sent to a dead address, and nothing that is not essential to one that complained.
--
-- Room:   mail_status
-- Reads:  app.outbox_events, app.mail_addresses, app.message_kinds, app.invitations
-- Writes: app.outbox_events, app.audit_log
create function app.drop_unreachable(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select app.end_message(e, 'dropped', case
    when a.bounced_at is not null then 'The address takes no mail.' else 'The recipient has called our mail spam, and this is not essential.'
  end)
  from app.outbox_events as e
  cross join lateral (
    select coalesce(
      (app.event_person(e)).email,
      (select lower(i.email) from app.invitations as i where (i.invitation_id, i.organization_id) = (e.subject_id, e.organization_id))
    ) as email
    offset 0
  ) as person
  join app.mail_addresses as a on (a.organization_id, a.address) = (e.organization_id, person.email)
  where e.event_id = any (p_event_ids) and e.status = 'queued'
    -- Few organizations have such an address: only then is it worked out who the recipient is.
    and exists (select from app.mail_addresses as any_address where any_address.organization_id = e.organization_id)
    and (a.bounced_at is not null or exists (
      select from app.message_kinds as k where (k.topic, k.recipient) = (e.topic, e.recipient) and not k.essential
    ));
$$;

comment on function app.drop_unreachable(uuid[]) is
  'Drops those of the messages, locked by the caller, whose recipient''s address is marked.  One that a worker has in hand may still go.';
