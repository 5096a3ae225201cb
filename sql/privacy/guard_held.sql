-- guard_held: what a legal hold keeps, its author does not take back either.
--
-- Room:   privacy
-- Reads:  app.bookings, app.conversation_participants, app.conversations, app.legal_holds
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
  v_is_draft constant boolean := tg_table_name = 'notes' and tg_op = 'UPDATE';
  v_hold app.legal_holds;
begin
  if v_client_id is not null then
    v_hold := app.open_hold(v_client_id, old.organization_id);
  end if;
  -- A draft begun since is written on as ever: care goes on under a hold.
  if v_hold.legal_hold_id is not null and not (v_is_draft and (to_jsonb(old) ->> 'created_at')::timestamptz > v_hold.placed_at) then
    perform app.fail('illegal_transition', 'The organization has to keep this for now, as it is.', case
      when v_is_draft then 'Sign it as it is and write an addendum, or write another note.' else 'Ask an admin of the organization.'
    end);
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end;
$$;

comment on function app.guard_held() is
  'Trigger: refuses to discard a note, write over a draft from before the hold, retract a message, delete what was sent with it or withdraw a review while a legal'
  ' hold is open for the person.';

create trigger _100_keep_held before delete on app.notes
for each row execute function app.guard_held();
create trigger _100_keep_held_words before update of sealed on app.notes
for each row when (old.signed_at is null and old.sealed is distinct from new.sealed) execute function app.guard_held();
create trigger _100_keep_held before update of body on app.conversation_messages
for each row when (old.body is not null and new.body is null) execute function app.guard_held();
create trigger _100_keep_held before delete on app.conversation_attachments
for each row execute function app.guard_held();
create trigger _100_keep_held before update of withdrawn_at on app.reviews
for each row when (old.withdrawn_at is null and new.withdrawn_at is not null) execute function app.guard_held();
