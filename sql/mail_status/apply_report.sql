-- apply_report: what a report says becomes of its message.
--
-- Room:   mail_status
-- Reads:  app.outbox_events
-- Writes: app.audit_log, app.mail_addresses, app.notifications, app.outbox_events
create function app.apply_report(p_report app.mail_report)
returns text
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_ranks constant text[] := array['delayed', 'delivered', 'bounced', 'complained'];
  v_found uuid;
  v_event app.outbox_events;
begin
  if p_report.status is null then
    return 'ignored';
  end if;
  -- By our own tag first: it is there even when the worker died between sending and telling.
  select e.event_id into v_found from app.outbox_events as e where e.event_id = p_report.event_id;
  if not found then
    select e.event_id into v_found from app.outbox_events as e where e.receipt = p_report.receipt limit 1;
  end if;
  if v_found is null then
    return 'no_message';
  end if;
  -- Whoever has it just now does not make us wait: tick holds other locks.
  select * into v_event from app.outbox_events as e where e.event_id = v_found for update skip locked;
  if not found then
    return 'busy';
  end if;

  -- In whatever order they come: a report that says more stays.
  if coalesce(array_position(v_ranks, v_event.mail_status), 0) < array_position(v_ranks, p_report.status) then
    update app.outbox_events as e
    set mail_status = p_report.status, mail_status_at = p_report.at, mail_reason = p_report.reason
    where (e.event_id, e.organization_id) = (v_event.event_id, v_event.organization_id);
    perform app.record(
      v_event.organization_id, 'mail.' || p_report.status, v_event.event_id::text,
      jsonb_build_object('mail_status', v_event.mail_status),
      jsonb_build_object('mail_status', p_report.status, 'at', p_report.at, 'reason', p_report.reason, 'topic', v_event.topic, 'recipient', v_event.recipient)
    );
  end if;
  if p_report.status = 'complained' or (p_report.status = 'bounced' and p_report.permanent) then
    perform app.mark_address(v_event, p_report);
  end if;
  return 'applied';
end;
$$;

comment on function app.apply_report(app.mail_report) is 'Writes a report to its message.  Returns the outcome, or busy when somebody else has the message.';
