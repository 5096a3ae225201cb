-- conversation_participants: who takes part in a conversation, and how far each has read.
--
-- Room: messaging
-- Owns: app.conversation_participants
create table app.conversation_participants (
  participant_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  conversation_id uuid not null,
  practitioner_id uuid,
  client_id uuid,
  shown_as text,
  read_position integer not null default 0,
  unread_event_id uuid,
  joined_at timestamptz not null default app.now(),
  left_at timestamptz,

  constraint conversation_participants_pkey primary key (participant_id, organization_id),
  constraint conversation_participants_take_part_in_one foreign key (conversation_id, organization_id)
  references app.conversations (conversation_id, organization_id) on delete cascade,
  constraint conversation_participants_may_be_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete restrict,
  constraint conversation_participants_may_be_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint conversation_participants_are_one_or_the_other check (num_nonnulls(practitioner_id, client_id) = 1),
  constraint conversation_participants_are_shown_by_a_short_name check (app.is_short_text(shown_as, 40)),
  constraint conversation_participants_read_what_is_there check (read_position >= 0)
);

comment on table app.conversation_participants is 'The practitioner, and the client or the clients who joined.';
comment on column app.conversation_participants.shown_as is 'In a group: the name that the client chose to be seen by.  Null otherwise.';
comment on column app.conversation_participants.read_position is 'Read up to this message.  Never goes back.';
comment on column app.conversation_participants.unread_event_id is
  'The message of the outbox that says that something waits here, from the first unread message until all is read; null: all is read.  One at a time.';

create unique index conversation_participants_by_practitioner on app.conversation_participants (conversation_id, practitioner_id) where practitioner_id is not null;
create unique index conversation_participants_by_client on app.conversation_participants (conversation_id, client_id) where client_id is not null;
create index conversation_participants_by_conversation on app.conversation_participants (conversation_id);
create index conversation_participants_of_practitioner on app.conversation_participants (practitioner_id) where practitioner_id is not null;
create index conversation_participants_of_client on app.conversation_participants (client_id) where client_id is not null;

alter table app.conversation_participants enable row level security;
