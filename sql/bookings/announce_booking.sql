-- announce_booking: tell both parties, in the transaction of the change.
--
-- Room:   bookings
-- Reads:  app.practitioners
-- Writes: app.outbox_events, app.booking_series, app.audit_log
create function app.booking_topic(p_before app.bookings, p_after app.bookings)
returns text
language sql
stable
security invoker
return case
  when (p_before).booking_id is null then 'booking.' || p_after.status
  when p_before.practitioner_id <> p_after.practitioner_id then 'booking.handed_over'
  when (p_before.starts_at, p_before.ends_at) <> (p_after.starts_at, p_after.ends_at) then 'booking.rescheduled'
  when p_before.status = p_after.status then null
  when p_before.status = 'pending' and p_after.status = 'confirmed' then 'booking.approved'
  when p_after.status = 'cancelled' and p_after.cancelled_by = 'system' then 'booking.expired'
  when p_after.status = 'cancelled' and p_before.status = 'pending' and p_after.cancelled_by = 'practitioner' then 'booking.declined'
  when p_after.status = 'cancelled' then 'booking.cancelled'
end;

comment on function app.booking_topic(app.bookings, app.bookings) is 'What the parties are told about a change, or null: attendance is nobody''s mail.';

create function app.announce_booking()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_before app.bookings := case when tg_op = 'UPDATE' then old end;
  v_topic text := app.booking_topic(v_before, new);
  v_data jsonb;
  v_recipient text;
begin
  -- Of a hand-over three parties hear, once for all that it takes along: its verb tells them.
  if v_topic is null or v_topic = 'booking.handed_over' then
    return null;
  end if;
  if new.recurrence_id is not null then
    perform app.announce_series(v_before, new, v_topic);
    return null;
  end if;
  v_data := jsonb_build_object(
    'status', new.status, 'starts_at', new.starts_at, 'ends_at', new.ends_at,
    'previous_starts_at', v_before.starts_at, 'previous_ends_at', v_before.ends_at,
    'ics_sequence', new.ics_sequence, 'changed_at', new.updated_at, 'practitioner_id', new.practitioner_id
  );
  if tg_op = 'INSERT' then
    insert into app.outbox_events (organization_id, topic, recipient, subject_id, data, useless_after)
    select new.organization_id, v_topic, recipient, new.booking_id, v_data, app.useless_after(new.starts_at) from app.announced_parties(new) as recipient;
  else
    for v_recipient in select app.announced_parties(new) loop
      perform app.announce_change(v_before, new, v_topic, v_recipient, v_data);
    end loop;
  end if;
  return null;
end;
$$;

comment on function app.announce_booking() is
  'Trigger: one message to each party; about a booking that a rule made, one about its series.  What must not move under the message is in'
  ' data; names and addresses are added when a worker claims it.';

create trigger _800_announce after insert or update on app.bookings
for each row execute function app.announce_booking();
