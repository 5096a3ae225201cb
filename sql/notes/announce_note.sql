-- announce_note: whoever may read a note now hears that there is one, and never what it says.
--
-- Room:   notes
-- Reads:  app.bookings, app.clients
-- Writes: app.notifications, app.outbox_events
create function app.announce_note()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, useless_after, data)
  select
    b.organization_id, 'booking.note_shared', r.recipient, b.booking_id, app.now() + interval '14 days',
    jsonb_build_object(
      'status', b.status, 'starts_at', b.starts_at, 'ends_at', b.ends_at, 'ics_sequence', b.ics_sequence, 'changed_at', new.signed_at
    )
  from app.bookings as b
  join app.clients as c on (c.client_id, c.organization_id) = (b.client_id, b.organization_id)
  -- Notes are read by those who are signed in: a client without an account would be sent to a closed door.
  join lateral (values (case when new.author_role = 'client' then 'practitioner' else 'client' end)) as r (recipient)
    on r.recipient = 'practitioner' or c.user_id is not null
  where (b.booking_id, b.organization_id) = (new.booking_id, new.organization_id)
    -- Several at once are one mail.
    and not exists (
      select from app.outbox_events as e
      where e.subject_id = b.booking_id and e.topic = 'booking.note_shared' and e.recipient = r.recipient and e.status = 'queued' and e.attempts = 0
    );
  return null;
end;
$$;

comment on function app.announce_note() is 'Trigger: a signed note that the other party may read too is announced to that party.';

create trigger _800_announce after update on app.notes
for each row when (old.signed_at is null and new.signed_at is not null and new.visibility = 'shared') execute function app.announce_note();
