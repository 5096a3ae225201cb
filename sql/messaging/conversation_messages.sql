-- conversation_messages: what was said.
--
-- Room:   messaging
-- Owns:   app.conversation_messages
-- Raises: PT403 not_allowed
create table app.conversation_messages (
  message_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  conversation_id uuid not null,
  position integer not null,
  sender_id uuid not null,
  sender_role text not null,
  body text,
  created_at timestamptz not null default app.now(),
  retracted_at timestamptz,

  constraint conversation_messages_pkey primary key (message_id, organization_id),
  constraint conversation_messages_are_of_a_conversation foreign key (conversation_id, organization_id)
  references app.conversations (conversation_id, organization_id) on delete cascade,
  constraint conversation_messages_have_a_sender foreign key (sender_id, organization_id)
  references app.conversation_participants (participant_id, organization_id) on delete cascade,
  constraint conversation_messages_are_from_a_party check (sender_role in ('practitioner', 'client')),
  constraint conversation_messages_say_something check (body = '' or app.is_short_text(body, 4000)),
  constraint conversation_messages_are_empty_when_retracted check ((body is null) = (retracted_at is not null))
);

comment on table app.conversation_messages is
  'Never changed; taken back, a message leaves an empty place.  Kept as the platform keeps everything, and not encrypted by us beyond that: notes are.';

-- The order of a conversation, and its pages.
create unique index conversation_messages_by_position on app.conversation_messages (conversation_id, position, organization_id);

create index conversation_messages_by_sender on app.conversation_messages (sender_id);

create function app.messages_stay_as_they_were_said()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if new.body is not null or to_jsonb(new) - array['body', 'retracted_at'] <> to_jsonb(old) - array['body', 'retracted_at'] then
    perform app.fail('not_allowed', 'What was said is not changed.', 'Take it back and say it again.');
  end if;
  return new;
end;
$$;

comment on function app.messages_stay_as_they_were_said() is 'Trigger: a message may be emptied, and nothing else.';

create trigger _100_as_they_were_said before update on app.conversation_messages
for each row execute function app.messages_stay_as_they_were_said();

alter table app.conversation_messages enable row level security;
