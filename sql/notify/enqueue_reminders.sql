-- enqueue_reminders: who is reminded of which booking now.
--
-- Room:   notify
-- Reads:  app.organizations, app.bookings, app.practitioners, app.booking_reminders
-- Writes: app.booking_reminders, app.notifications, app.outbox_events
-- Locks:  the bookings, those that are free
create function app.enqueue_reminders()
returns integer
language sql
volatile
security invoker
set search_path = ''
as $$
  with due as (
    select b, r.recipient, m.minutes_before
    from app.organizations as o
    cross join (values ('client'), ('practitioner')) as r (recipient)
    cross join lateral unnest(app.reminder_minutes(o, r.recipient)) as m (minutes_before)
    join app.bookings as b
      on b.organization_id = o.organization_id
      and b.starts_at > app.now() and b.starts_at <= app.now() + make_interval(mins => m.minutes_before)
      and b.status in ('confirmed', 'rescheduled')
    where (r.recipient = 'client' or exists (select from app.practitioners as p where p.practitioner_id = b.practitioner_id and p.member_id is not null))
      and not exists (
        select from app.booking_reminders as known
        where (known.booking_id, known.organization_id, known.recipient, known.minutes_before, known.starts_at)
          = (b.booking_id, b.organization_id, r.recipient, m.minutes_before, b.starts_at)
      )
    limit 1000
    -- One that somebody is changing is left to the next tick: whoever changes it may be waiting for what this tick has in hand.
    for no key update of b skip locked
  ), decided as (
    insert into app.booking_reminders (booking_id, organization_id, recipient, minutes_before, starts_at, dropped_because)
    select (due.b).booking_id, (due.b).organization_id, due.recipient, due.minutes_before, (due.b).starts_at, case
      -- Whoever booked or moved it since then has just had a mail that says when it is.
      when (due.b).updated_at > (due.b).starts_at - make_interval(mins => due.minutes_before) then 'The booking was made or changed after this.'
      when app.reminder_is_late((due.b).starts_at, due.minutes_before) then 'It would have come too late.'
    end
    from due
    on conflict do nothing
    returning *
  ), told as (
    insert into app.outbox_events (organization_id, topic, recipient, subject_id, useless_after, data)
    select d.organization_id, 'booking.reminder', d.recipient, d.booking_id, d.starts_at - make_interval(mins => d.minutes_before * 3 / 4), jsonb_build_object(
      'status', (due.b).status, 'starts_at', d.starts_at, 'ends_at', (due.b).ends_at, 'minutes_before', d.minutes_before,
      'ics_sequence', (due.b).ics_sequence, 'changed_at', (due.b).updated_at
    )
    from decided as d
    join due on ((due.b).booking_id, due.recipient, due.minutes_before) = (d.booking_id, d.recipient, d.minutes_before)
    where d.dropped_because is null
    returning 1
  )
  select count(*)::integer from told;
$$;

comment on function app.enqueue_reminders() is 'Queues the reminders whose time has come, and notes those that mean nothing any more.  Returns how many it queued.';
