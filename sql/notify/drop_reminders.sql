-- drop_reminders: what is queued and means nothing any more is not sent.
--
-- Room:   notify
-- Reads:  app.outbox_events, app.bookings
-- Writes: app.outbox_events, app.audit_log
create function app.drop_reminders(p_event_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select app.end_message(e, 'dropped', case
    when b.status not in ('confirmed', 'rescheduled') then 'The booking will not take place.'
    when b.starts_at <> (e.data ->> 'starts_at')::timestamptz then 'The booking has moved.'
    else 'It would come too late.'
  end)
  from app.outbox_events as e
  join app.bookings as b on (b.booking_id, b.organization_id) = (e.subject_id, e.organization_id)
  where e.event_id = any (p_event_ids) and e.status = 'queued' and e.topic = 'booking.reminder'
    and (
      b.status not in ('confirmed', 'rescheduled')
      or b.starts_at <> (e.data ->> 'starts_at')::timestamptz
      or app.reminder_is_late(b.starts_at, (e.data ->> 'minutes_before')::integer)
    );
$$;

comment on function app.drop_reminders(uuid[]) is
  'Drops those of the messages, locked by the caller, that remind of a booking which has moved, was cancelled, or is too near.  One that a worker has in hand may still go.';
