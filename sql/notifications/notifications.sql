-- notifications: what somebody with an account is told within the app.
--
-- Room: notifications
-- Owns: app.notifications
create table app.notifications (
  notification_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null,
  event_id uuid not null,
  topic text not null,
  recipient text not null,
  subject_id uuid not null,
  booking_id uuid,
  starts_at timestamptz,
  ends_at timestamptz,
  previous_starts_at timestamptz,
  changes integer not null default 1,
  read_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint notifications_pkey primary key (notification_id, organization_id),
  constraint notifications_topic_is_entity_dot_verb check (topic ~ '^[a-z_]+\.[a-z_]+$'),
  constraint notifications_go_to_a_known_party check (recipient in ('client', 'practitioner', 'invitee', 'admin', 'host', 'guest')),
  constraint notifications_tell_of_something check (changes > 0)
);

comment on table app.notifications is
  'One for each message of the outbox whose recipient has an account, written in the transaction of the change.  Discreet: ids and times, no name and no reason.'
  '  Never superseded by a newer one, and written whether or not mail goes out.  No foreign keys, as in outbox_events: a booking would pay for each, and all bookings'
  ' of an organization would lock its row.';
comment on column app.notifications.user_id is 'Who is told.  Without a foreign key: the auth schema belongs to the platform.';
comment on column app.notifications.event_id is 'The message of the outbox that says the same by mail.';
comment on column app.notifications.subject_id is 'What topic speaks of: the booking, series, wish, client …';
comment on column app.notifications.booking_id is 'The booking, where it is about one: of a series, when one of its dates changed alone.';
comment on column app.notifications.starts_at is 'Of the booking, or the first that changed in a series.';
comment on column app.notifications.changes is 'How many bookings it tells of.';

create index notifications_by_user on app.notifications (user_id, created_at desc, notification_id desc);
create index notifications_unread_by_user on app.notifications (user_id) where read_at is null;
-- For tick, which forgets them: cheap for whoever books.
create index notifications_by_read_at on app.notifications (read_at) where read_at is not null;
create index notifications_by_created_at on app.notifications using brin (created_at);

alter table app.notifications enable row level security;
create policy notifications_select_by_self on app.notifications for select to authenticated
using (user_id = (select auth.uid()));
grant select on app.notifications to authenticated;
