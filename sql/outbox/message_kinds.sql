-- message_kinds: which messages there are, and which of them one can do without.
--
-- Room: outbox
-- Owns: app.message_kinds
create table app.message_kinds (
  topic text not null,
  recipient text not null,
  kind text not null,
  essential boolean not null,

  constraint message_kinds_pkey primary key (topic, recipient),
  constraint message_kinds_topic_is_entity_dot_verb check (topic ~ '^[a-z_]+\.[a-z_]+$'),
  constraint message_kinds_go_to_a_known_party check (recipient in ('client', 'practitioner', 'invitee', 'admin', 'host', 'guest')),
  constraint message_kinds_kind_is_one_word check (kind ~ '^[a-z_]+$')
);

comment on table app.message_kinds is 'Every topic that is announced, and to whom; a test holds it to the code.  Not a tenant''s: the code writes the topics.';
comment on column app.message_kinds.kind is 'What people decide on: they switch kinds on and off, not topics.';
comment on column app.message_kinds.essential is 'It says what was agreed, offered or ended: by mail it comes, whatever somebody has switched off.';

insert into app.message_kinds (topic, recipient, kind, essential)
select e.entity || '.' || k.change, r.recipient, k.kind, true
from (values
  ('confirmed', 'booking'), ('rescheduled', 'booking'), ('cancelled', 'booking'), ('handed_over', 'booking'),
  ('pending', 'request'), ('approved', 'request'), ('declined', 'request'), ('expired', 'request')
) as k (change, kind)
cross join unnest(array['booking', 'series']) as e (entity)
cross join unnest(array['client', 'practitioner']) as r (recipient);

insert into app.message_kinds (topic, recipient, kind, essential) values
  ('series.changed', 'client', 'booking', true),
  ('series.changed', 'practitioner', 'booking', true),
  ('booking.passed_on', 'practitioner', 'booking', true),
  ('series.passed_on', 'practitioner', 'booking', true),
  ('booking.reminder', 'client', 'reminder', false),
  ('booking.reminder', 'practitioner', 'reminder', false),
  ('booking.completed', 'client', 'booking', false),
  ('booking.completed', 'practitioner', 'booking', false),
  ('booking.video_failed', 'practitioner', 'warning', true),
  ('booking.review_requested', 'client', 'review', false),
  ('booking.note_shared', 'client', 'note', false),
  ('booking.note_shared', 'practitioner', 'note', false),
  ('client.assigned', 'practitioner', 'client', false),
  ('conversation.unread', 'client', 'conversation', false),
  ('conversation.unread', 'practitioner', 'conversation', false),
  ('waitlist.joined', 'client', 'waitlist', false),
  ('waitlist.ended', 'client', 'waitlist', false),
  ('waitlist.offered', 'client', 'waitlist', true),
  ('member.invited', 'invitee', 'invitation', true),
  ('join.requested', 'admin', 'team', true),
  ('join.approved', 'invitee', 'invitation', true),
  ('join.declined', 'invitee', 'invitation', true),
  ('support.requested', 'admin', 'team', true),
  ('mail.bounced', 'practitioner', 'warning', true),
  ('practice_room.booked', 'host', 'practice_room', true),
  ('practice_room.booked', 'guest', 'practice_room', true),
  ('practice_room.rescheduled', 'host', 'practice_room', true),
  ('practice_room.rescheduled', 'guest', 'practice_room', true),
  ('practice_room.cancelled', 'host', 'practice_room', true),
  ('practice_room.cancelled', 'guest', 'practice_room', true),
  ('webhook.disabled', 'admin', 'warning', true),
  ('calendar_change.asked', 'practitioner', 'booking', true),
  ('calendar_change.put_back', 'practitioner', 'booking', true),
  ('calendar.revoked', 'practitioner', 'warning', true),
  ('calendar.revoked', 'admin', 'warning', true),
  ('calendar.failing', 'practitioner', 'warning', true),
  ('calendar.failing', 'admin', 'warning', true);

alter table app.message_kinds enable row level security;
create policy message_kinds_select_by_user on app.message_kinds for select to authenticated using (true);
grant select on app.message_kinds to authenticated, service_role;
