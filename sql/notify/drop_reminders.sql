-- drop_reminders: what is queued and means nothing any more is not sent.
--
-- Room:   notify
-- Reads:  app.outbox_events, app.bookings
-- Writes: app.outbox_events, app.audit_log
create function app.drop_reminders()
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  with stale as (
    select e.event_id, e.organization_id, case
      when b.status not in ('confirmed', 'rescheduled') then 'The booking will not take place.'
      when b.starts_at <> (e.data ->> 'starts_at')::timestamptz then 'The booking has moved.'
      else 'It would come too late.'
    end as because
    from app.outbox_events as e
    join app.bookings as b on (b.booking_id, b.organization_id) = (e.subject_id, e.organization_id)
    where e.status = 'queued' and e.topic = 'booking.reminder' and e.next_attempt_at <= app.now()
      and (
        b.status not in ('confirmed', 'rescheduled')
        or b.starts_at <> (e.data ->> 'starts_at')::timestamptz
        or app.reminder_is_late(b.starts_at, (e.data ->> 'minutes_before')::integer)
      )
    for update of e skip locked
  ), dropped as (
    update app.outbox_events as e
    set status = 'dropped', finished_at = app.now(), last_error = stale.because, leased_by = null
    from stale
    where (e.event_id, e.organization_id) = (stale.event_id, stale.organization_id)
    returning e.*
  )
  select app.record(
    d.organization_id, 'message.dropped', d.event_id::text, null,
    jsonb_build_object('topic', d.topic, 'recipient', d.recipient, 'attempt', d.attempts, 'because', d.last_error)
  )
  from dropped as d;
$$;

comment on function app.drop_reminders() is
  'Ends queued reminders that are due although their booking has moved, was cancelled, or is too near.  One that a worker has in hand may still go.';
