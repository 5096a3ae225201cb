-- announce_waitlist: tell the client, in the transaction of the change.
--
-- Room:   waitlist
-- Writes: app.outbox_events
create function app.announce_wish()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  values (new.organization_id, 'waitlist.joined', 'client', new.entry_id, jsonb_build_object('from_date', new.from_date, 'to_date', new.to_date));
  return null;
end;
$$;

comment on function app.announce_wish() is 'Trigger: the mail whose link withdraws the wish.';

create trigger _800_announce after insert on app.waitlist_entries
for each row execute function app.announce_wish();

create function app.announce_offer()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, useless_after, data)
  values (new.organization_id, 'waitlist.offered', 'client', new.entry_id, new.expires_at, jsonb_build_object(
    'offer_id', new.offer_id, 'practitioner_id', new.practitioner_id, 'starts_at', new.starts_at, 'ends_at', new.ends_at, 'expires_at', new.expires_at
  ));
  return null;
end;
$$;

comment on function app.announce_offer() is 'Trigger: the mail with the link by which the time is accepted or declined.';

create trigger _800_announce after insert on app.waitlist_offers
for each row execute function app.announce_offer();

create function app.announce_end_of_wish()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  values (new.organization_id, 'waitlist.ended', 'client', new.entry_id, jsonb_build_object(
    'from_date', new.from_date, 'to_date', new.to_date,
    'because', case when new.to_date < (app.now() at time zone 'UTC')::date then 'past' else 'unanswered' end
  ));
  return null;
end;
$$;

comment on function app.announce_end_of_wish() is
  'Trigger: the mail that nobody need wait any longer: the days are past, or three offers went unanswered.  Who withdrew the wish knows it.';

create trigger _800_announce_end after update on app.waitlist_entries
for each row when (new.status = 'ended' and old.status <> 'ended') execute function app.announce_end_of_wish();
