-- room_slots: times at which a host would practise, which become rooms when somebody takes them.
--
-- Room: practice_rooms
-- Owns: app.room_slots
create table app.room_slots (
  slot_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  host_id uuid not null,
  host_name text not null,
  title text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  room_id uuid,
  created_at timestamptz not null default app.now(),

  constraint room_slots_pkey primary key (slot_id, organization_id),
  constraint room_slots_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint room_slots_become_a_room foreign key (room_id, organization_id)
  references app.practice_rooms (room_id, organization_id) on delete cascade,
  constraint room_slots_title_is_one_short_line check (btrim(title) <> '' and length(title) <= 200 and title !~ '[[:cntrl:]]'),
  constraint room_slots_last_five_minutes_to_eight_hours check (ends_at - starts_at between interval '5 minutes' and interval '8 hours'),
  -- An offer holds no time, but nobody offers the same hour twice.
  constraint room_slots_of_a_host_never_overlap exclude using gist (host_id with =, tstzrange(starts_at, ends_at) with &&) where (room_id is null)
);

comment on table app.room_slots is
  'An offer takes no time of its host until it is booked: bookings come first, and who then wants the slot is told that it is gone.  Booked, it lives as long as its room.';
comment on column app.room_slots.room_id is 'The room that it became; null: open.';

create index room_slots_by_organization on app.room_slots (organization_id, starts_at, slot_id) where room_id is null;
create index room_slots_by_room on app.room_slots (room_id) where room_id is not null;

alter table app.room_slots enable row level security;
create policy room_slots_select_by_party_or_while_open on app.room_slots for select to authenticated
using (
  host_id = (select auth.uid())
  or room_id is null and starts_at > app.now() and organization_id = any ((select private.my_belongings())::uuid[])
  or exists (
    select from app.practice_rooms as r
    where (r.room_id, r.organization_id) = (room_slots.room_id, room_slots.organization_id) and r.guest_id = (select auth.uid())
  )
);
grant select on app.room_slots to authenticated;
