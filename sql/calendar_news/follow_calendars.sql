-- follow_calendars: a calendar is read from when it is connected, and never after; one that fails is asked again.
--
-- Room:   calendar_news
-- Reads:  app.calendar_connections
-- Writes: app.busy_calendars, app.busy_spans, app.calendar_changes, app.calendar_channels, app.calendar_reads, app.calendar_tasks, app.calendar_turns,
--         app.next_slots
create function app.follow_calendars()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if new.status = 'revoked' or (new.status = 'ended' and new.sealed is null) then
    -- What was granted is over, and so are its channels: nobody could stop them any more.  Else the edge takes them, and stops them.
    delete from app.calendar_channels as c where c.connection_id = new.connection_id;
  elsif new.status = 'connected' then
    insert into app.calendar_reads (connection_id, organization_id) values (new.connection_id, new.organization_id) on conflict do nothing;
    perform app.queue_calendar_task(new.organization_id, new.connection_id, 'busy');
    if new.calendar_id is not null then
      perform app.queue_calendar_task(new.organization_id, new.connection_id, 'watch');
      perform app.queue_calendar_task(new.organization_id, new.connection_id, 'sync');
    end if;
  end if;
  if new.status = 'ended' then
    delete from app.busy_spans as s where s.source_id = new.connection_id;
    delete from app.busy_calendars as b where b.connection_id = new.connection_id;
    delete from app.calendar_reads as r where r.connection_id = new.connection_id;
    -- There is nothing left that could be put back.
    update app.calendar_changes as c
    set status = 'overtaken', settled_at = app.now(), settled_by = app.actor()
    where c.connection_id = new.connection_id and c.status = 'asked';
  else
    perform app.settle_unreachable(new);
  end if;
  return null;
end;
$$;

comment on function app.follow_calendars() is
  'Trigger: connected, busy time is read and the calendar watched; revoked, what was read last counts on, or time is closed; ended, all of it is forgotten.';

create trigger _800_read_calendars after insert on app.calendar_connections
for each row execute function app.follow_calendars();
create trigger _800_read_calendars_change after update of status, calendar_id, on_unreachable on app.calendar_connections
for each row when ((old.status, old.calendar_id, old.on_unreachable) is distinct from (new.status, new.calendar_id, new.on_unreachable))
execute function app.follow_calendars();

create function app.forget_calendars()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  delete from app.busy_spans as s where s.source_id = old.connection_id;
  return null;
end;
$$;

comment on function app.forget_calendars() is 'Trigger: a connection that goes with its member takes its busy time along.';

create trigger _800_read_no_more after delete on app.calendar_connections
for each row execute function app.forget_calendars();

create function app.ask_calendars_again()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_connection app.calendar_connections;
begin
  select c.* into v_connection from app.calendar_connections as c where (c.connection_id, c.organization_id) = (new.connection_id, new.organization_id);
  perform app.settle_unreachable(v_connection);
  -- Whatever was refused: reading never ends while the connection lives.
  if new.status = 'failed' and new.kind in ('sync', 'watch', 'busy') and v_connection.status = 'connected' then
    perform app.queue_calendar_task(new.organization_id, new.connection_id, new.kind, p_at => app.now() + interval '15 minutes');
    -- Until it is read once more, its owner hears that it is not.
    update app.calendar_tasks as t
    set last_error = new.last_error, changed_at = new.changed_at
    where (t.connection_id, t.organization_id, t.kind, t.status) = (new.connection_id, new.organization_id, new.kind, 'queued') and t.last_error is null;
  end if;
  return null;
end;
$$;

comment on function app.ask_calendars_again() is 'Trigger, after an attempt failed.';

create trigger _800_read_again after update of last_error on app.calendar_tasks
for each row when (new.last_error is not null)
execute function app.ask_calendars_again();
