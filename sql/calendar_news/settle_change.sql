-- settle_change: a change that was noticed is carried out, asked about or put back, once.
--
-- Room:   calendar_news
-- Reads:  app.bookings, app.members, app.practitioners
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.calendar_changes, app.calendar_tasks, app.calendar_turns, app.next_slots,
--         app.notifications, app.outbox_events, app.resource_claims, app.slot_claims, app.video_rooms, app.webhook_deliveries
-- Raises: PT403 not_allowed
create function app.settle_change(p_change app.calendar_changes, p_booking app.bookings, p_wish text)
returns text
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_change app.calendar_changes := p_change;
  v_asked app.calendar_changes;
  v_error jsonb;
  v_state text;
  v_message text;
  v_detail text;
begin
  select c.* into v_asked from app.calendar_changes as c where c.booking_id = p_booking.booking_id and c.status = 'asked';
  if (v_asked.kind, v_asked.to_starts_at, v_asked.to_ends_at) is not distinct from (v_change.kind, v_change.to_starts_at, v_change.to_ends_at)
    and v_change.status = 'asked' then
    return 'known'; -- It was renamed, say, while its practitioner thinks it over.
  end if;
  update app.calendar_changes as c
  set status = 'overtaken', settled_at = app.now(), settled_by = app.actor()
  where (c.change_id, c.organization_id) = (v_asked.change_id, v_asked.organization_id);
  if v_change.status = 'same' then
    return 'same';
  end if;
  v_change.reason := case when v_change.status = 'late' or v_change.to_starts_at = p_booking.starts_at then 'illegal_transition' end;
  v_change.detail := case
    when v_change.status = 'late' then 'The booking had been changed here before.'
    when v_change.to_starts_at = p_booking.starts_at then 'A booking keeps its length.'
  end;
  v_change.status := case when v_change.reason is not null then 'refused' when p_wish = 'apply' then 'applied' when p_wish = 'ask' then 'asked' else 'put_back' end;
  v_change.settled_at := case when v_change.status <> 'asked' then app.now() end;
  v_change.settled_by := case when v_change.status <> 'asked' then app.actor() end;
  insert into app.calendar_changes select (v_change).* on conflict (connection_id, booking_id, version) do nothing;
  if not found then
    return 'known';
  end if;
  if v_change.status = 'applied' then
    begin
      if not app.owner_may_write(v_change) then
        perform app.fail('not_allowed', 'The role of the calendar''s owner does not include “sessions:write”.');
      end if;
      perform app.carry_out_change(v_change, p_booking, 'practitioner');
    exception when others then
      get stacked diagnostics v_state = returned_sqlstate, v_message = message_text, v_detail = pg_exception_detail;
      -- Only what the rules say; whatever else goes wrong is tried again.
      if v_state not like 'PT%' and v_state <> 'PGRST' then
        raise;
      end if;
      v_error := case when v_state = 'PGRST' then v_message::jsonb else jsonb_build_object('message', v_message, 'details', v_detail) end;
      v_change.status := 'refused';
      update app.calendar_changes as c
      set status = 'refused', reason = v_error ->> 'message', detail = v_error ->> 'details'
      where (c.change_id, c.organization_id) = (v_change.change_id, v_change.organization_id)
      returning * into v_change;
    end;
  end if;
  perform app.record(v_change.organization_id, 'calendar_change.' || v_change.status, v_change.change_id::text, null, jsonb_build_object(
    'booking_id', v_change.booking_id, 'kind', v_change.kind, 'from_starts_at', v_change.from_starts_at, 'to_starts_at', v_change.to_starts_at, 'because', v_change.reason
  ));
  if v_change.status in ('put_back', 'refused') then
    perform app.put_event_back(v_change, case when app.changes_often(v_change) then app.now() + interval '10 minutes' end);
  end if;
  perform app.tell_of_change(v_change) where v_change.status <> 'applied' and not app.changes_often(v_change);
  return v_change.status;
end;
$$;

comment on function app.settle_change(app.calendar_changes, app.bookings, text) is
  'Writes the change and does what p_wish says: apply, ask or put_back.  Noticed before, it does nothing.  Returns its status, or same or known.';
