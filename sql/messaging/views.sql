-- views: conversations and what was said, for those who take part.
--
-- Room:  messaging
-- Reads: app.conversations, app.conversation_participants, app.conversation_messages, app.conversation_attachments, app.organizations, app.services
create view api.conversations with (security_invoker = true) as
select
  c.conversation_id, c.organization_id, o.name as organization_name, o.slug as organization_slug, c.kind,
  c.practitioner_id, c.client_id, c.service_id, s.name as service_name, c.starts_at, c.ends_at,
  me.participant_id, case when me.practitioner_id is null then 'client' else 'practitioner' end as my_role,
  me.participant_id is not null and me.left_at is null as joined,
  private.conversation_people(c.conversation_id) as people, private.closed_because(c.conversation_id) as closed_because,
  c.last_position, coalesce(me.read_position, 0) as read_position,
  case when c.last_position > me.read_position then (
    select count(*)::integer from app.conversation_messages as m
    where (m.conversation_id, m.organization_id) = (c.conversation_id, c.organization_id)
      and m.position > me.read_position and m.sender_id <> me.participant_id and m.retracted_at is null
  ) else 0 end as unread,
  c.last_message_at, left(l.body, 200) as last_body, l.sender_id as last_sender_id, l.sender_id = me.participant_id as last_is_mine,
  c.created_at
from app.conversations as c
left join app.conversation_participants as me on (me.conversation_id, me.organization_id) = (c.conversation_id, c.organization_id)
left join app.organizations as o on o.organization_id = c.organization_id
left join app.services as s on (s.service_id, s.organization_id) = (c.service_id, c.organization_id)
left join app.conversation_messages as l on (l.conversation_id, l.organization_id, l.position) = (c.conversation_id, c.organization_id, c.last_position);

comment on view api.conversations is
  'The caller''s conversations, as practitioner or client, and the groups that the caller may join (joined false).  people: as private.conversation_people says;'
  ' closed_because: null where the caller may write, or left, not_joined, seat_given_back, no_account, client_archived, practitioner_away, ended.'
  '  unread counts what others said since read_position.  last_body: the beginning of the last message, null when it was taken back.';
grant select on api.conversations to authenticated;

create view api.conversation_messages with (security_invoker = true) as
select
  m.message_id, m.organization_id, m.conversation_id, m.position, m.sender_id, m.sender_role,
  exists (
    select from app.conversation_participants as me where (me.participant_id, me.organization_id) = (m.sender_id, m.organization_id)
  ) as is_mine,
  m.body, m.created_at, m.retracted_at,
  coalesce((
    select jsonb_agg(
      jsonb_build_object('attachment_id', a.attachment_id, 'path', a.path, 'file_name', a.file_name, 'media_type', a.media_type, 'bytes', a.bytes)
      order by a.created_at, a.file_name, a.attachment_id
    )
    from app.conversation_attachments as a
    where (a.message_id, a.organization_id) = (m.message_id, m.organization_id)
  ), '[]') as attachments
from app.conversation_messages as m;

comment on view api.conversation_messages is
  'What was said in the conversations that the caller takes part in, in the order of position, which is also the key of the next page.  body is null where the sender'
  ' took it back.  It is empty where only files were sent.'
  '  attachments: [{attachment_id, path in the bucket conversations of Storage, file_name, media_type, bytes}].  Names are in conversations.people, by sender_id.';
grant select on api.conversation_messages to authenticated;
