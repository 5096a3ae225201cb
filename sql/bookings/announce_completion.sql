-- announce_completion: tell both parties that an appointment took place, and ask the client how it was.
--
-- Room:   bookings
-- Reads:  app.organizations, app.practitioners
-- Writes: app.outbox_events
create function app.asks_for_reviews(p_organization_id uuid)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(o.ask_for_reviews, o.profile <> 'therapy') from app.organizations as o where o.organization_id = p_organization_id;
$$;

comment on function app.asks_for_reviews(uuid) is 'Whether the organization asks its clients for reviews.';

create function app.announce_completion()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, useless_after, data)
  select
    new.organization_id,
    -- One mail, not two: the question says that the appointment took place.
    case when recipient = 'client' and app.asks_for_reviews(new.organization_id) then 'booking.review_requested' else 'booking.completed' end,
    recipient, new.booking_id, new.ends_at + interval '14 days',
    jsonb_build_object(
      'status', new.status, 'starts_at', new.starts_at, 'ends_at', new.ends_at, 'ics_sequence', new.ics_sequence, 'changed_at', new.updated_at
    )
  from app.announced_parties(new) as recipient
  -- Whoever brings old records up to date tells nobody.
  where new.ends_at > app.now() - interval '14 days';
  return null;
end;
$$;

comment on function app.announce_completion() is
  'Trigger: one message to each party, about the booking itself also where a rule made it, since no calendar changes.';

create trigger _800_announce_completion after update on app.bookings
for each row when (new.status = 'completed' and old.status <> 'completed') execute function app.announce_completion();
