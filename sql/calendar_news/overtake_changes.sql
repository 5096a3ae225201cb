-- overtake_changes: whoever changes a booking has decided what its event is to say.
--
-- Room:   calendar_news
-- Reads:  app.busy_calendars, app.calendar_connections
-- Writes: app.calendar_changes, app.calendar_tasks, app.calendar_turns
create function app.overtake_changes()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update app.calendar_changes as c
  set status = 'overtaken', settled_at = app.now(), settled_by = app.actor()
  where (c.booking_id, c.organization_id) = (new.booking_id, new.organization_id) and c.status = 'asked';
  -- The time that is given up may be somebody else's in a calendar: while it was booked here, nobody asked.
  if new.status not in ('completed', 'no_show') and app.has_connected_calendars(old.organization_id) then
    perform app.queue_calendar_task(c.organization_id, c.connection_id, 'busy')
    from app.connections_of(old.practitioner_id, old.organization_id) as c
    where exists (select from app.busy_calendars as b where b.connection_id = c.connection_id and b.chosen);
  end if;
  return null;
end;
$$;

comment on function app.overtake_changes() is 'Trigger, after a booking moved, ended, took place or was handed over.';

create trigger _800_overtake_changes after update of status, starts_at, practitioner_id on app.bookings
for each row when (
  old.starts_at <> new.starts_at or old.practitioner_id <> new.practitioner_id or (new.status <> old.status and new.status in ('cancelled', 'completed', 'no_show'))
)
execute function app.overtake_changes();
