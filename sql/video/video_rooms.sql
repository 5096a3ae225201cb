-- video_rooms: where people see each other, for the time that is booked.
--
-- Room: video
-- Owns: app.video_rooms
create table app.video_rooms (
  video_room_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  subject_kind text not null,
  subject_id uuid not null,
  provider text not null,
  name text,
  url text,
  status text not null default 'wanted',
  span tstzrange not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  revision integer not null default 1,
  done_revision integer not null default 0,
  asked_at timestamptz,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default app.now(),
  leased_by text,
  failing_since timestamptz,
  last_error text,
  began_at timestamptz,
  practitioner_came_at timestamptz,
  client_came_at timestamptz,
  over_at timestamptz,
  created_at timestamptz not null default app.now(),
  ended_at timestamptz,

  constraint video_rooms_pkey primary key (video_room_id, organization_id),
  constraint video_rooms_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint video_rooms_are_for_a_known_kind check (subject_kind in ('booking', 'practice_room')),
  constraint video_rooms_have_a_known_provider check (provider in ('jitsi', 'daily')),
  constraint video_rooms_know_their_state check (status in ('wanted', 'ready', 'failed', 'ended')),
  constraint video_rooms_are_for_a_time check (lower(span) < upper(span) and opens_at <= lower(span) and closes_at >= upper(span)),
  constraint video_rooms_are_found_once_ready check (status <> 'ready' or (name is not null and url is not null)),
  constraint video_rooms_end_once check ((status = 'ended') = (ended_at is not null)),
  constraint video_rooms_are_done_as_far_as_wanted check (done_revision between 0 and revision)
);

comment on table app.video_rooms is
  'One for each subject.  Jitsi''s are made here, their name is all there is to them.  Daily''s are made, moved and removed by a worker, whenever revision is'
  ' ahead of done_revision; the name is settled before anybody asks, so that asking twice makes one room.  No name or address of anybody.';
comment on column app.video_rooms.subject_id is 'The booking, or the session that several clients share; the practice room.  Without a foreign key: a room is ended, not lost.';
comment on column app.video_rooms.status is
  'wanted: not as it should be yet; failed: told, and tried further; ended: it lets nobody in, and has no link any more.';
comment on column app.video_rooms.span is 'The time that is booked.';
comment on column app.video_rooms.url is 'Of Jitsi the link itself, of Daily the room, which opens only with a token that is made for whoever may enter.';
comment on column app.video_rooms.asked_at is 'When the provider was first asked for anything: before, there is nothing to remove.';
comment on column app.video_rooms.next_attempt_at is 'Not before this.  While a worker has it, the end of its lease.';
comment on column app.video_rooms.last_error is 'What was wrong with the last attempt, in words of ours.';
comment on column app.video_rooms.practitioner_came_at is 'When the provider first saw the practitioner in it; likewise the client, or the first of several.';

create unique index video_rooms_by_subject on app.video_rooms (subject_kind, subject_id);
create index video_rooms_by_organization on app.video_rooms (organization_id);
create index video_rooms_due on app.video_rooms (next_attempt_at) where provider = 'daily' and done_revision < revision;
create index video_rooms_by_closing on app.video_rooms (closes_at) where status <> 'ended';
create index video_rooms_by_end on app.video_rooms (ended_at) where status = 'ended';
create index video_rooms_by_name on app.video_rooms (name) where provider = 'daily';

alter table app.video_rooms enable row level security;
