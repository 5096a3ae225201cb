-- conversation_attachments: the files that were sent with a message; what is in them lies in Supabase Storage.
--
-- Room: messaging
-- Owns: app.conversation_attachments
create table app.conversation_attachments (
  attachment_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  conversation_id uuid not null,
  message_id uuid not null,
  sender_id uuid not null,
  path text not null,
  file_name text not null,
  media_type text not null,
  bytes bigint not null,
  created_at timestamptz not null default app.now(),

  constraint conversation_attachments_pkey primary key (attachment_id, organization_id),
  constraint conversation_attachments_are_sent_with_a_message foreign key (message_id, organization_id)
  references app.conversation_messages (message_id, organization_id) on delete cascade,
  constraint conversation_attachments_have_a_sender foreign key (sender_id, organization_id)
  references app.conversation_participants (participant_id, organization_id) on delete cascade,
  constraint conversation_attachments_have_a_name check (app.is_short_text(file_name, 200) and file_name !~ '[/\\\n]'),
  constraint conversation_attachments_are_not_too_large check (bytes between 1 and 10485760)
);

comment on table app.conversation_attachments is
  'At most five for a message, written by api.send_message alone.  A file is sent once: what goes with its message goes from Storage too.';
comment on column app.conversation_attachments.sender_id is 'Who sent the message: a group''s legal holds and erasures go by it.';
comment on column app.conversation_attachments.path is 'The object in the bucket conversations: organization, conversation, participant and a random id, and nothing of the file''s name.';
comment on column app.conversation_attachments.media_type is 'What Storage took it as, and so bytes.';

create unique index conversation_attachments_by_path on app.conversation_attachments (path);
create index conversation_attachments_by_message on app.conversation_attachments (message_id);
create index conversation_attachments_by_sender on app.conversation_attachments (sender_id);

alter table app.conversation_attachments enable row level security;
-- The subquery is under the policy of messages: who may read what was said may read what was sent with it.
create policy conversation_attachments_select_by_participant on app.conversation_attachments for select to authenticated
using (
  exists (
    select from app.conversation_messages as m
    where (m.message_id, m.organization_id) = (conversation_attachments.message_id, conversation_attachments.organization_id)
  )
);
grant select on app.conversation_attachments to authenticated;
