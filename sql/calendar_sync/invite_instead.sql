-- invite_instead: what a provider refuses for good comes by mail, so that no appointment stands nowhere.
--
-- Room:   calendar_sync
-- Reads:  app.bookings, app.calendar_events, app.outbox_events
-- Writes: app.notifications, app.outbox_events
-- Locks:  with the task: the booking's messages, those that are free
create function app.invite_instead(p_task app.calendar_tasks)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  -- Of an event that stands there another object would be a second one.
  if not exists (
    select from app.bookings as b
    where (b.booking_id, b.organization_id) = (p_task.subject_id, p_task.organization_id) and app.is_booked_time(b.status) and b.starts_at > app.now()
  ) or exists (
    select from app.calendar_events as e
    where (e.booking_id, e.connection_id, e.organization_id) = (p_task.subject_id, p_task.connection_id, p_task.organization_id) and e.remote_id is not null
  ) then
    return;
  end if;
  -- From now on mails invite, move and take away, as if they had from the first.  One that is just being sent, or overtaken, is left as it is.
  with free as (
    select e.event_id, e.organization_id from app.outbox_events as e
    where e.subject_id = p_task.subject_id and e.organization_id = p_task.organization_id and e.data -> 'calendar_object' = 'false'
    for no key update skip locked
  ), changed as (
    update app.outbox_events as e set data = e.data - 'calendar_object' from free as f
    where (e.event_id, e.organization_id) = (f.event_id, f.organization_id)
    returning e.event_id
  )
  select array_agg(c.event_id) into v_ids from changed as c;
  -- Whoever was told already, or just now, is told once more, with the invitation.
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  select l.organization_id, l.topic, l.recipient, l.subject_id, l.data
  from (
    select distinct on (e.recipient) e.* from app.outbox_events as e where e.event_id = any (v_ids) order by e.recipient, e.position desc
  ) as l
  where l.status <> 'queued' or l.leased_by is not null;
end;
$$;

comment on function app.invite_instead(app.calendar_tasks) is
  'For a single booking to come whose event was never written and never will be: our own mails bring the calendar object to those who were to find it in, or be'
  ' invited by, the calendar.  Those of a series are told of together, and their mails stay as they are.';
