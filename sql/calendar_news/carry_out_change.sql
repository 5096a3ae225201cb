-- carry_out_change: a change from outside is carried out here, or taken back there.
--
-- Room:   calendar_news
-- Reads:  app.bookings, app.members, app.practitioners
-- Writes: app.audit_log, app.booking_series, app.booking_tokens, app.bookings, app.calendar_changes, app.calendar_tasks, app.calendar_turns, app.next_slots,
--         app.notifications, app.outbox_events, app.resource_claims, app.slot_claims, app.video_rooms, app.webhook_deliveries
-- Raises: PT403 not_allowed, PT409 illegal_transition, PT409 slot_taken, PT409 slot_full, PT409 client_busy, PT422 outside_availability, PT422 too_soon,
--         PT422 too_far, PT422 too_late_to_change, PT400 invalid_argument
create function app.carry_out_change(p_change app.calendar_changes, p_booking app.bookings, p_party text)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if p_change.kind = 'cancel' then
    perform app.end_booking(p_booking, 'cancel', p_party, null);
  else
    perform app.move_booking(p_booking, p_party, p_change.to_starts_at);
  end if;
  -- Where only the beginning could be followed, the event gets its length back.
  perform app.queue_calendar_task(p_change.organization_id, p_change.connection_id, 'put_event', p_change.booking_id);
end;
$$;

comment on function app.carry_out_change(app.calendar_changes, app.bookings, text) is
  'Moves or cancels a locked booking as its event was, by all rules that hold for p_party, whose errors it lets through.';

create function app.put_event_back(p_change app.calendar_changes, p_at timestamptz default null)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.queue_calendar_task(p_change.organization_id, p_change.connection_id, 'put_event', p_change.booking_id, p_at);
end;
$$;

comment on function app.put_event_back(app.calendar_changes, timestamptz) is 'Has the event written once more as the booking is, at p_at or at once.';

create function app.changes_often(p_change app.calendar_changes)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select count(*) > 5 from app.calendar_changes as c
  where (c.booking_id, c.organization_id) = (p_change.booking_id, p_change.organization_id) and c.noticed_at > app.now() - interval '1 hour';
$$;

comment on function app.changes_often(app.calendar_changes) is
  'Whether something other than people seems to move the event: more than five changes within an hour.  A program that moves it whenever it is put back would'
  ' otherwise keep both of us, and its owner''s mailbox, busy for ever.';

create function app.owner_may_write(p_change app.calendar_changes)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select exists (
    select from app.practitioners as p
    join app.members as m on (m.member_id, m.organization_id) = (p.member_id, p.organization_id)
    where (p.practitioner_id, p.organization_id) = (p_change.practitioner_id, p_change.organization_id)
      and m.suspended_at is null and app.role_may(m.organization_id, m.role, 'sessions:write')
  );
$$;

comment on function app.owner_may_write(app.calendar_changes) is 'Whether the practitioner might have changed the booking here as well.';

create function app.tell_of_change(p_change app.calendar_changes)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  -- What was applied is told as any change of the booking is.
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  select p.organization_id, case p_change.status when 'asked' then 'calendar_change.asked' else 'calendar_change.put_back' end,
    'practitioner', p.member_id, jsonb_strip_nulls(jsonb_build_object(
    'practitioner_id', p.practitioner_id, 'change_id', p_change.change_id, 'booking_id', p_change.booking_id, 'kind', p_change.kind,
    'reference', b.reference, 'starts_at', p_change.from_starts_at, 'ends_at', p_change.from_starts_at + (b.ends_at - b.starts_at),
    'to_starts_at', p_change.to_starts_at, 'to_ends_at', p_change.to_ends_at, 'because', p_change.reason
  ))
  from app.practitioners as p
  join app.bookings as b on (b.booking_id, b.organization_id) = (p_change.booking_id, p_change.organization_id)
  where (p.practitioner_id, p.organization_id) = (p_change.practitioner_id, p_change.organization_id) and p.member_id is not null;
$$;

comment on function app.tell_of_change(app.calendar_changes) is
  'Queues a mail, and with it a notification, to the practitioner: calendar_change.asked or calendar_change.put_back, with the word why it was refused.';
