-- practice_rounds: what was practised in a room, once each.
--
-- Room: practice_rooms
-- Owns: app.practice_rounds
create table app.practice_rounds (
  round_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  room_id uuid not null,
  number integer not null,
  candidate text,
  case_brief text,
  transcript text,
  assessment text,
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz not null default app.now(),

  constraint practice_rounds_pkey primary key (round_id, organization_id),
  constraint practice_rounds_are_of_a_room foreign key (room_id, organization_id)
  references app.practice_rooms (room_id, organization_id) on delete cascade,
  constraint practice_rounds_are_numbered_once unique (room_id, number, organization_id),
  constraint practice_rounds_are_numbered_from_one check (number between 1 and 100),
  constraint practice_rounds_candidate_is_host_or_guest check (candidate in ('host', 'guest')),
  constraint practice_rounds_finish_after_they_start check (finished_at is null or started_at is not null),
  constraint practice_rounds_case_brief_is_short check (length(case_brief) <= 10000),
  constraint practice_rounds_assessment_is_short check (length(assessment) <= 20000),
  constraint practice_rounds_transcript_is_bounded check (length(transcript) <= 200000)
);

comment on table app.practice_rounds is
  'Round 1 is there with the room, the next with each start.  For host and guest alone: what somebody said while learning is not for those who employ them.';
comment on column app.practice_rounds.candidate is 'Who practises; the other plays the case and assesses.';
comment on column app.practice_rounds.started_at is 'Null: round 1, before anybody began.';

alter table app.practice_rounds enable row level security;
create policy practice_rounds_select_by_party on app.practice_rounds for select to authenticated
using (
  exists (
    select from app.practice_rooms as r
    where (r.room_id, r.organization_id) = (practice_rounds.room_id, practice_rounds.organization_id) and (select auth.uid()) in (r.host_id, r.guest_id)
  )
);
grant select on app.practice_rounds to authenticated;
