-- mark_address: a report says that mail does not reach somebody, or is not welcome.
--
-- Room:   mail_status
-- Reads:  app.outbox_events, app.bookings, app.booking_series, app.waitlist_entries
-- Writes: app.audit_log, app.mail_addresses, app.notifications, app.outbox_events
create function app.warn_of_bounce(p_event app.outbox_events, p_address_id uuid)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  select p_event.organization_id, 'mail.bounced', 'practitioner', p_address_id, jsonb_build_object(
    'practitioner_id', s.practitioner_id, 'booking_id', s.booking_id, 'entry_id', s.entry_id, 'message_id', p_event.event_id,
    'starts_at', s.starts_at, 'ends_at', s.ends_at, 'to', p_event.recipient
  )
  from (
    select b.practitioner_id, b.booking_id, null::uuid as entry_id, b.starts_at, b.ends_at
    from app.bookings as b
    where b.organization_id = p_event.organization_id
      and b.booking_id = case when p_event.topic like 'series.%' then (p_event.data #>> '{changes,0,booking_id}')::uuid else p_event.subject_id end
    union all
    select coalesce((p_event.data ->> 'practitioner_id')::uuid, w.practitioner_id), null, w.entry_id, null, null
    from app.waitlist_entries as w
    where (w.entry_id, w.organization_id) = (p_event.subject_id, p_event.organization_id)
  ) as s
  where s.practitioner_id is not null;
$$;

comment on function app.warn_of_bounce(app.outbox_events, uuid) is
  'Tells the practitioner whom the message was about that its address is dead.  Nobody where there is none: for a wish for anybody, or an invitation,'
  ' admins see it in api.mail_addresses.';

create function app.mark_address(p_event app.outbox_events, p_report app.mail_report)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_address text := case when app.is_email(p_report.address) then p_report.address else (app.event_person(p_event)).email end;
  v_bounced boolean := p_report.status = 'bounced';
  v_before app.mail_addresses;
  v_now app.mail_addresses;
begin
  if app.is_email(v_address) is not true then
    return;
  end if;
  -- An admin may be clearing it: then it is as if it had never been marked.
  select * into v_before from app.mail_addresses as a where (a.organization_id, a.address) = (p_event.organization_id, v_address) for update;
  insert into app.mail_addresses as a (organization_id, address, bounced_at, bounce_reason, complained_at)
  values (
    p_event.organization_id, v_address, case when v_bounced then p_report.at end, case when v_bounced then p_report.reason end,
    case when not v_bounced then p_report.at end
  )
  on conflict (organization_id, address) do update
  set bounced_at = coalesce(a.bounced_at, excluded.bounced_at),
      bounce_reason = coalesce(a.bounce_reason, excluded.bounce_reason),
      complained_at = coalesce(a.complained_at, excluded.complained_at)
  returning * into v_now;
  if v_now.bounced_at is not null and v_before.bounced_at is null then
    perform app.warn_of_bounce(p_event, v_now.address_id);
  end if;
end;
$$;

comment on function app.mark_address(app.outbox_events, app.mail_report) is
  'Marks the address that p_event went to, and warns the practitioner: once, until somebody clears the address.';
