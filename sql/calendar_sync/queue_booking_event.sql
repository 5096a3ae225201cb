-- queue_booking_event: a booking's event follows it, from the transaction of the change on.
--
-- Room:   calendar_sync
-- Reads:  app.calendar_connections, app.organizations
-- Writes: app.calendar_tasks, app.calendar_turns
create function app.is_booked_time(p_status text)
returns boolean
language sql
immutable
security invoker
return p_status in ('confirmed', 'rescheduled', 'completed', 'no_show');

comment on function app.is_booked_time(text) is 'Whether a booking of this status has an event (SC-2.3): a request has none until it is approved, what is cancelled no longer.';

create function app.queue_booking_event()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_connection app.calendar_connections;
  v_practitioner_ids uuid[] := array[new.practitioner_id];
  v_moved boolean := tg_op = 'UPDATE' and (old.starts_at, old.ends_at) is distinct from (new.starts_at, new.ends_at);
begin
  -- All that a booking of an organization without connected calendars pays.
  if not app.has_connected_calendars(new.organization_id) then
    return null;
  end if;
  -- Handed over: out of the one calendar, into the other.
  if tg_op = 'UPDATE' and old.practitioner_id <> new.practitioner_id then
    v_practitioner_ids := v_practitioner_ids || old.practitioner_id;
  end if;
  for v_connection in
    select c.* from unnest(v_practitioner_ids) as p (practitioner_id) cross join lateral app.connections_of(p.practitioner_id, new.organization_id) as c
  loop
    perform app.queue_calendar_task(
      new.organization_id, v_connection.connection_id, 'put_event', new.booking_id,
      -- Where the provider writes to the client, a move waits for the next one as our own message about it does.
      case when v_moved and v_connection.invites_by = 'provider' then app.quiet_until(new.organization_id, least(old.starts_at, new.starts_at)) end
    );
  end loop;
  return null;
end;
$$;

comment on function app.queue_booking_event() is 'Trigger: a task for the connection of the practitioner, and of the former one.  What a calendar does not show, such as attendance, is no task.';

create trigger _800_queue_event after insert on app.bookings
for each row when (app.is_booked_time(new.status))
execute function app.queue_booking_event();
create trigger _800_queue_changed_event after update of status, starts_at, ends_at, practitioner_id, client_name, client_email on app.bookings
for each row when (
  (app.is_booked_time(old.status) or app.is_booked_time(new.status))
  and (app.is_booked_time(old.status), old.starts_at, old.ends_at, old.practitioner_id, old.client_name, old.client_email)
  is distinct from (app.is_booked_time(new.status), new.starts_at, new.ends_at, new.practitioner_id, new.client_name, new.client_email)
)
execute function app.queue_booking_event();
