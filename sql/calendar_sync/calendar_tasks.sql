-- calendar_tasks: what is to be done at members' calendar providers, one thing at a time for each connection.
--
-- Room: calendar_sync
-- Owns: app.calendar_tasks, app.calendar_turns
create table app.calendar_tasks (
  task_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  connection_id uuid not null,
  position bigint generated always as identity,
  kind text not null,
  subject_id uuid,
  status text not null default 'queued',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default app.now(),
  changed_at timestamptz not null default app.now(),
  again_at timestamptz,
  leased_by text,
  last_error text,
  created_at timestamptz not null default app.now(),
  finished_at timestamptz,

  constraint calendar_tasks_pkey primary key (task_id, organization_id),
  constraint calendar_tasks_are_of_a_connection foreign key (connection_id, organization_id)
  references app.calendar_connections (connection_id, organization_id) on delete cascade,
  constraint calendar_tasks_kind_is_known check (kind in ('prepare', 'put_event', 'sync', 'watch', 'busy')),
  constraint calendar_tasks_events_are_of_a_booking check (kind <> 'put_event' or subject_id is not null),
  constraint calendar_tasks_know_their_state check (status in ('queued', 'done', 'failed')),
  constraint calendar_tasks_finish_once check ((status = 'queued') = (finished_at is null)),
  constraint calendar_tasks_failed_say_why check (status <> 'failed' or last_error is not null)
);

comment on table app.calendar_tasks is
  'Written in the transaction of the change, by app.queue_calendar_task; carried out at least once by a worker.  A task says what to look at, not what to write:'
  ' whoever carries it out writes things as they are by then, so that ten changes may be one write.  Finished ones are kept for a week.';
comment on column app.calendar_tasks.kind is
  'prepare: make the dedicated calendar; put_event: let the booking''s event be there, or not, as the booking is; sync, watch, busy: see calendar_news.';
comment on column app.calendar_tasks.subject_id is 'The booking; null for what concerns the whole connection.  Without a foreign key, as others may be told of.';
comment on column app.calendar_tasks.next_attempt_at is 'Not before this.  While a worker has it, the end of its lease.';
comment on column app.calendar_tasks.changed_at is 'When the oldest change was made that is not yet written: lag is counted from here.';
comment on column app.calendar_tasks.again_at is 'Asked for once more while a worker had it: it is due again then, instead of being done.';
comment on column app.calendar_tasks.last_error is 'One word: unreachable, throttled, refused, internal.  Nothing of what the provider answered.';

create unique index calendar_tasks_by_subject_one_queued on app.calendar_tasks (connection_id, kind, subject_id) nulls not distinct where status = 'queued';
create index calendar_tasks_waiting_by_connection on app.calendar_tasks (connection_id, next_attempt_at, position) where status = 'queued';
create index calendar_tasks_leased_by_connection on app.calendar_tasks (connection_id) where status = 'queued' and leased_by is not null;
create index calendar_tasks_by_end on app.calendar_tasks (connection_id, finished_at) where finished_at is not null;
create index calendar_tasks_by_connection on app.calendar_tasks (connection_id, organization_id);

create table app.calendar_turns (
  connection_id uuid not null,
  organization_id uuid not null,
  failures integer not null default 0,
  resting_until timestamptz,
  served_at timestamptz,

  constraint calendar_turns_pkey primary key (connection_id, organization_id),
  constraint calendar_turns_are_of_a_connection foreign key (connection_id, organization_id)
  references app.calendar_connections (connection_id, organization_id) on delete cascade
);

comment on table app.calendar_turns is
  'One row for each connection that ever had a task.  Whoever takes a task locks it first, so that no connection is served twice at once, and the'
  ' connection itself, which its owner reads and changes, stays free; whoever ends one locks both.';
comment on column app.calendar_turns.failures is 'How many attempts have failed since the last success.';
comment on column app.calendar_turns.resting_until is 'Left alone until then, after failures or because the provider asked for it; null: not.';
comment on column app.calendar_turns.served_at is 'When a worker last had a task of it: who was served longest ago is next.';

alter table app.calendar_tasks enable row level security;
alter table app.calendar_turns enable row level security;
