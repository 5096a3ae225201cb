-- forget_party: what is whose when one of two who practised is forgotten.
--
-- Room:  practice_rooms
-- Reads: app.practice_seats
create function app.tells_the_other(p_event app.outbox_events, p_account uuid)
returns boolean
language sql
immutable
security invoker
return coalesce(
  p_event.status = 'queued' and p_event.topic like 'practice\_room.%' and p_event.data ->> (p_event.recipient || '_id') <> p_account::text, false
);

comment on function app.tells_the_other(app.outbox_events, uuid) is 'Whether the message waits to tell the other party of a practice room of the account''s.';

create function app.without_party(p_data jsonb, p_account uuid)
returns jsonb
language sql
immutable
security invoker
return p_data || '{"reason": null}' || case
  when p_data ->> 'host_id' = p_account::text then '{"host_id": null, "host_name": "", "title": null}'::jsonb
  else '{"guest_id": null, "guest_name": ""}'
end;

comment on function app.without_party(jsonb, uuid) is 'A message''s data without the account and its words.';

create function app.is_round_of_other(p_round app.practice_rounds, p_account uuid)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select coalesce(bool_or(s.user_id <> p_account), false)
  from app.practice_seats as s
  where (s.room_id, s.organization_id, s.party) = (p_round.room_id, p_round.organization_id, p_round.candidate);
$$;

comment on function app.is_round_of_other(app.practice_rounds, uuid) is
  'Whether somebody else than the account was the candidate: then what was said and thought is that other''s.  Unknown counts as the account''s.';

-- By whom a message is, found without reading all of them.
create index outbox_events_of_practice_host on app.outbox_events ((data ->> 'host_id')) where topic like 'practice\_room.%';
create index outbox_events_of_practice_guest on app.outbox_events ((data ->> 'guest_id')) where topic like 'practice\_room.%';
