-- practice_rooms: peers who practise together, at a time of their own.
--
-- Room: practice_rooms
-- Owns: app.practice_rooms
create table app.practice_rooms (
  room_id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  host_id uuid not null,
  host_name text not null,
  guest_id uuid,
  guest_name text,
  title text,
  is_private boolean not null default false,
  stage text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  ics_uid text not null default gen_random_uuid()::text || '@bookfast',
  ics_sequence integer not null default 0,
  last_round integer not null default 0,
  booked_at timestamptz,
  created_at timestamptz not null default app.now(),
  updated_at timestamptz not null default app.now(),

  constraint practice_rooms_pkey primary key (room_id, organization_id),
  constraint practice_rooms_belong_to_an_organization foreign key (organization_id)
  references app.organizations (organization_id) on delete cascade,
  constraint practice_rooms_guest_is_somebody_else check (guest_id <> host_id),
  constraint practice_rooms_guest_has_a_name_and_a_day check (
    (guest_id is null) = (guest_name is null) and (guest_id is null) = (booked_at is null)
  ),
  constraint practice_rooms_title_is_one_short_line check (btrim(title) <> '' and length(title) <= 200 and title !~ '[[:cntrl:]]'),
  constraint practice_rooms_last_five_minutes_to_eight_hours check (ends_at - starts_at between interval '5 minutes' and interval '8 hours')
);

comment on table app.practice_rooms is
  'A host offers a time, one guest takes it.  Deleted with its rounds when it is not to be: what its parties are told stands in the outbox by then.'
  '  Where the two are meanwhile is in app.practice_seats.  Locks: the practitioners, then the room, then app.lock_people.';
comment on column app.practice_rooms.host_id is 'The host''s account.  Without a foreign key: the auth schema belongs to the platform.';
comment on column app.practice_rooms.host_name is 'As the organization knew the host when the room was made: shown to the other, who never sees an address.';
comment on column app.practice_rooms.is_private is 'Not listed: found by its link only, app.practice_links.';
comment on column app.practice_rooms.stage is 'One of app.practice_stages_of when it was set.';
comment on column app.practice_rooms.ics_sequence is 'RFC 5546 SEQUENCE: rises with every change that calendars must know.';
comment on column app.practice_rooms.last_round is 'The number of the last round.  Whoever starts one counts it up, and so holds the row: numbers have no gaps.';

create index practice_rooms_by_organization on app.practice_rooms (organization_id, starts_at, room_id) where guest_id is null and not is_private;
create index practice_rooms_by_host on app.practice_rooms (host_id, starts_at);
create index practice_rooms_by_guest on app.practice_rooms (guest_id, starts_at) where guest_id is not null;

alter table app.practice_rooms enable row level security;
-- Of those who practise nobody else hears, admins included; what is still open is for all who belong.
create policy practice_rooms_select_by_party_or_while_open on app.practice_rooms for select to authenticated
using (
  host_id = (select auth.uid()) or guest_id = (select auth.uid())
  or guest_id is null and not is_private and starts_at > app.now() and organization_id = any ((select private.my_belongings())::uuid[])
);
grant select on app.practice_rooms to authenticated;
