-- change_of_event: what an event that a provider tells of says about its booking, if anything.
--
-- Room:   calendar_news
-- Reads:  app.bookings, app.calendar_connections, app.calendar_events
-- Locks:  the practitioner, then the booking
create type app.remote_event as (remote_id text, etag text, cancelled boolean, starts_at timestamptz, ends_at timestamptz);

comment on type app.remote_event is 'An event as a provider has it; of one that is cancelled often nothing but its id is known.';

create function app.awaits_change(p_booking app.bookings, p_connection app.calendar_connections)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select p_booking.status in ('confirmed', 'rescheduled') and p_booking.starts_at > app.now()
    and p_booking.practitioner_id is not distinct from app.practitioner_of(p_connection);
$$;

comment on function app.awaits_change(app.bookings, app.calendar_connections) is 'Whether a change of the event in this account may mean the booking.';

create function app.change_of_event(p_connection app.calendar_connections, p_event app.remote_event, out change app.calendar_changes, out booking app.bookings)
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_ours app.calendar_events;
begin
  select e.* into v_ours from app.calendar_events as e where (e.connection_id, e.remote_id) = (p_connection.connection_id, p_event.remote_id);
  if not found then
    return; -- Somebody else's, or a copy.
  end if;
  select b.* into booking from app.bookings as b where (b.booking_id, b.organization_id) = (v_ours.booking_id, v_ours.organization_id);
  -- Past ones are anybody's to tidy away.  One that was handed over, or is cancelled here, is taken out by us.  Looked at twice: no second practitioner is
  -- locked, and nothing is believed that was read before the lock.
  if not app.awaits_change(booking, p_connection) then
    return;
  end if;
  perform app.lock_practitioner(booking.practitioner_id);
  select b.* into booking from app.bookings as b where (b.booking_id, b.organization_id) = (v_ours.booking_id, v_ours.organization_id) for update;
  select e.* into v_ours from app.calendar_events as e where (e.connection_id, e.remote_id) = (p_connection.connection_id, p_event.remote_id);
  if v_ours.booking_id is null or not app.awaits_change(booking, p_connection) then
    return;
  end if;
  change := row(
    gen_random_uuid(), booking.organization_id, p_connection.connection_id, booking.practitioner_id, booking.booking_id,
    case when p_event.cancelled then 'cancel' else 'move' end, booking.starts_at,
    case when not p_event.cancelled then p_event.starts_at end, case when not p_event.cancelled then p_event.ends_at end,
    md5(concat_ws('|', p_event.cancelled, p_event.etag, extract(epoch from p_event.starts_at), extract(epoch from p_event.ends_at), v_ours.written_at, booking.ics_sequence)),
    'asked', null, null, app.now(), null, null
  )::app.calendar_changes;
  -- The guard against echoes: what we wrote ourselves, what says the very time that we wrote, and what says the time that the booking has by now.
  if (v_ours.removed_at is not null and p_event.cancelled)
    or p_event.etag = v_ours.etag
    or (not p_event.cancelled and (p_event.starts_at, p_event.ends_at) = (v_ours.written_starts_at, v_ours.written_ends_at))
    or (not p_event.cancelled and p_event.starts_at = booking.starts_at and booking.ics_sequence <> v_ours.written_sequence) then
    change.status := 'same';
  elsif booking.ics_sequence <> v_ours.written_sequence then
    change.status := 'late';
  end if;
end;
$$;

comment on function app.change_of_event(app.calendar_connections, app.remote_event) is
  'The change, not yet written, with the booking locked.  status: asked; same, where the event says what we wrote or the booking is; late, where the booking was'
  ' changed here before, which is still on its way there.  Null where the event is none of ours or nothing to come.';
