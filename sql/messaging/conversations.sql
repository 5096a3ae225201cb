-- conversations: who talks with whom.
--
-- Room: messaging
-- Owns: app.conversations
create table app.conversations (
  conversation_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  kind text not null,
  practitioner_id uuid not null,
  client_id uuid,
  service_id uuid,
  starts_at timestamptz,
  ends_at timestamptz,
  last_position integer not null default 0,
  last_message_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint conversations_pkey primary key (conversation_id, organization_id),
  constraint conversations_know_their_kind check (kind in ('direct', 'group')),
  constraint conversations_have_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete restrict,
  constraint conversations_may_be_with_a_client foreign key (client_id, organization_id)
  references app.clients (client_id, organization_id) on delete restrict,
  constraint conversations_may_be_about_a_service foreign key (service_id, organization_id)
  references app.services (service_id, organization_id) on delete restrict,
  constraint conversations_are_with_one_client_or_of_one_session check (
    (kind = 'direct') = (client_id is not null) and (kind = 'group') = (num_nonnulls(service_id, starts_at, ends_at) = 3)
  )
);

comment on table app.conversations is
  'direct: a practitioner and a client, one for each pair, for as long as both exist; group: those who come to one session of a service with several seats'
  ' and chose to join.  Never deleted when it closes: what was said stays readable to those who said it.';
comment on column app.conversations.last_position is 'The number of the last message.  Whoever writes counts it up, and so holds the row: messages have one order.';

create unique index conversations_one_for_each_pair on app.conversations (client_id, practitioner_id, organization_id) where kind = 'direct';
create unique index conversations_one_for_each_session on app.conversations (practitioner_id, service_id, starts_at, organization_id) where kind = 'group';
create index conversations_by_service on app.conversations (service_id) where service_id is not null;
create index conversations_by_practitioner on app.conversations (practitioner_id, last_message_at);

alter table app.conversations enable row level security;
