-- notify_person: whoever has an account is told within the app, too.
--
-- Room:   notifications
-- Reads:  app.outbox_events, app.notification_preferences, app.message_kinds
-- Writes: app.notifications
create function private.notify_person()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_event app.outbox_events := new;
  v_person app.event_person := app.event_person(v_event);
  v_change jsonb;
  v_changes integer := 1;
  v_notification app.notifications;
begin
  if v_person.user_id is null or v_person.suspended then
    return null;
  end if;
  if exists (
    select from app.notification_preferences as p
    join app.message_kinds as k on k.kind = p.kind and (k.topic, k.recipient) = (new.topic, new.recipient)
    where (p.user_id, p.organization_id) = (v_person.user_id, new.organization_id) and p.channel = 'app' and not p.wanted
  ) then
    return null;
  end if;
  if new.transaction_id is not null then
    -- What the transaction did to the series after its first change stands in the row, not in new.
    select * into v_event from app.outbox_events as e where (e.event_id, e.organization_id) = (new.event_id, new.organization_id);
  end if;
  v_change := v_event.data;
  if v_event.data ? 'changes' then
    v_changes := jsonb_array_length(v_event.data -> 'changes');
    v_change := coalesce((select c from jsonb_array_elements(v_event.data -> 'changes') as c order by (c ->> 'starts_at')::timestamptz limit 1), v_change);
  end if;
  insert into app.notifications (
    organization_id, user_id, event_id, topic, recipient, subject_id, booking_id, starts_at, ends_at, previous_starts_at, changes
  ) values (
    v_event.organization_id, v_person.user_id, v_event.event_id, v_event.topic, v_event.recipient, v_event.subject_id,
    case
      when v_changes > 1 then null
      when v_event.topic like 'booking.%' then v_event.subject_id
      else (v_change ->> 'booking_id')::uuid
    end,
    (v_change ->> 'starts_at')::timestamptz, (v_change ->> 'ends_at')::timestamptz, (v_change ->> 'previous_starts_at')::timestamptz,
    v_changes
  )
  returning * into v_notification;
  perform app.broadcast('user:' || v_person.user_id, 'notification', to_jsonb(v_notification) - array['user_id', 'event_id', 'read_at']);
  return null;
end;
$$;

comment on function private.notify_person() is
  'Trigger.  Definer, since at the end of a transaction it is the caller who asks, and a caller may write nothing here.  One look-up for a recipient without an account.';

create trigger _800_notify_person after insert on app.outbox_events
for each row when (new.transaction_id is null) execute function private.notify_person();

-- About a series at the end of the transaction, when all is said.
create constraint trigger _800_notify_person_of_series after insert on app.outbox_events
deferrable initially deferred for each row when (new.transaction_id is not null) execute function private.notify_person();
