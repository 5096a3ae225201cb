-- guard_held: what a legal hold keeps, its author does not take back either.
--
-- Room:   privacy
-- Reads:  app.bookings, app.clients, app.conversation_participants, app.conversations, app.legal_holds, app.practice_rounds
-- Raises: PT409 illegal_transition
create function app.guard_held()
returns trigger
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  -- A client's reviews, the notes on the client's bookings, all of a conversation with the client, and of a group what the client said and sent.
  v_client_id constant uuid := case tg_table_name
    when 'reviews' then to_jsonb(old) ->> 'client_id'
    when 'notes' then (
      select b.client_id::text from app.bookings as b
      where (b.booking_id, b.organization_id) = ((to_jsonb(old) ->> 'booking_id')::uuid, old.organization_id)
    )
    else (
      select coalesce(c.client_id, p.client_id)::text from app.conversations as c
      left join app.conversation_participants as p
        on (p.participant_id, p.organization_id) = ((to_jsonb(old) ->> 'sender_id')::uuid, old.organization_id)
      where (c.conversation_id, c.organization_id) = ((to_jsonb(old) ->> 'conversation_id')::uuid, old.organization_id)
    )
  end;
begin
  if v_client_id is not null and (app.open_hold(v_client_id, old.organization_id)).legal_hold_id is not null then
    perform app.fail('illegal_transition', 'The organization has to keep this for now, as it is.', 'Ask an admin of the organization.');
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end;
$$;

comment on function app.guard_held() is 'Trigger: refuses to discard a note, retract a message, delete what was sent with it or withdraw a review while a legal hold is open for the person.';

create function app.guard_held_practice()
returns trigger
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if exists (
    select from app.practice_rounds as d where (d.room_id, d.organization_id) = (old.room_id, old.organization_id) and d.started_at is not null
  ) and exists (
    select from app.clients as c
    where c.organization_id = old.organization_id and c.user_id in (old.host_id, old.guest_id)
      and (app.open_hold(c.client_id, c.organization_id)).legal_hold_id is not null
  ) then
    perform app.fail('illegal_transition', 'The organization has to keep this for now, as it is.', 'Ask an admin of the organization.');
  end if;
  return old;
end;
$$;

comment on function app.guard_held_practice() is
  'Trigger: refuses to delete a practice room in which somebody has practised while a legal hold is open for host or guest, both of whom have a part in what was said.';

-- Who is suspended or archived goes all the same, with what was to come.
create trigger _100_keep_held before delete on app.practice_rooms
for each row when (pg_trigger_depth() < 1) execute function app.guard_held_practice();
create trigger _100_keep_held before delete on app.notes
for each row execute function app.guard_held();
create trigger _100_keep_held before update of body on app.conversation_messages
for each row when (old.body is not null and new.body is null) execute function app.guard_held();
create trigger _100_keep_held before delete on app.conversation_attachments
for each row execute function app.guard_held();
create trigger _100_keep_held before update of withdrawn_at on app.reviews
for each row when (old.withdrawn_at is null and new.withdrawn_at is not null) execute function app.guard_held();
