-- outbox_events: what the outside must be told, one message to one recipient.
--
-- Room: outbox
-- Owns: app.outbox_events
create table app.outbox_events (
  event_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  position bigint generated always as identity,
  topic text not null,
  recipient text not null,
  subject_id uuid not null,
  transaction_id xid8,
  data jsonb not null,
  status text not null default 'queued',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default app.now(),
  leased_by text,
  receipt text,
  last_error text,
  carried jsonb,
  useless_after timestamptz,
  attempts_before integer not null default 0,
  tries integer not null default 10,
  created_at timestamptz not null default app.now(),
  finished_at timestamptz,
  mail_status text,
  mail_status_at timestamptz,
  mail_reason text,

  constraint outbox_events_pkey primary key (event_id, organization_id),
  constraint outbox_events_topic_is_entity_dot_verb check (topic ~ '^[a-z_]+\.[a-z_]+$'),
  constraint outbox_events_go_to_a_known_party check (recipient in ('client', 'practitioner', 'invitee', 'admin', 'host', 'guest')),
  constraint outbox_events_know_their_state check (status in ('queued', 'delivered', 'failed', 'dropped')),
  constraint outbox_events_finish_once check ((status = 'queued') = (finished_at is null)),
  constraint outbox_events_mail_status_is_known check (mail_status in ('delayed', 'delivered', 'bounced', 'complained')),
  constraint outbox_events_mail_status_has_its_time check ((mail_status is null) = (mail_status_at is null))
);

comment on table app.outbox_events is
  'Written in the transaction of the change it tells of, delivered at least once by a worker.  event_id is the message''s idempotency key.'
  '  No foreign keys on purpose: a message outlives what it speaks of.';
comment on column app.outbox_events.position is 'Order of announcement.  Messages about one subject to one recipient go out in this order.';
comment on column app.outbox_events.transaction_id is 'For messages that gather all that one transaction changes: that transaction.';
comment on column app.outbox_events.status is 'dropped: there was no sense in sending it; last_error says why.';
comment on column app.outbox_events.carried is 'What messages that this one supersedes had to say, and nobody was told; null: nothing.';
comment on column app.outbox_events.useless_after is 'When it means nothing any more and is not sent; null: it always means something.';
comment on column app.outbox_events.attempts_before is 'How many attempts had been made when somebody last asked to try again.';
comment on column app.outbox_events.tries is 'How many attempts after those it may have, as the organization said when it was claimed.';
comment on column app.outbox_events.data is 'The state at the time of the change: what must not move under the message.  Names and addresses are added when it is claimed.';
comment on column app.outbox_events.next_attempt_at is 'Not before this.  While a worker has the event, the end of its lease.';

comment on column app.outbox_events.receipt is 'The provider''s id of the mail, or what an SMTP server said: by it the provider''s reports find the message.';
comment on column app.outbox_events.mail_status is
  'What the provider has reported since it took the mail, the gravest: delayed, delivered, bounced, complained; null: nothing (yet).  status says how far we got.';
comment on column app.outbox_events.mail_reason is 'The provider''s word for it.';

create unique index outbox_events_once_for_each_change on app.outbox_events (subject_id, recipient, transaction_id) where transaction_id is not null;
-- Each organization has its turn, so each has its own queue.
create index outbox_events_due on app.outbox_events (organization_id, next_attempt_at) where status = 'queued';
-- By hash: a server's words may be longer than a tree's key.
create index outbox_events_by_receipt on app.outbox_events using hash (receipt) where receipt is not null;
create index outbox_events_by_subject on app.outbox_events (subject_id, recipient, position);
create index outbox_events_by_created_at on app.outbox_events using brin (created_at);
-- What ended lately, for whoever watches.
create index outbox_events_by_end on app.outbox_events (finished_at) include (topic, status) where finished_at is not null;

alter table app.outbox_events enable row level security;
