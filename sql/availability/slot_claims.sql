-- slot_claims: every occupation of a practitioner's time, whether a hold, a booking or a practice room.
--
-- Room: availability
-- Owns: app.slot_claims
create function app.slot_key(p_service_number integer, p_slot tstzrange)
returns bigint
language plpgsql
immutable
parallel safe
security invoker
set search_path = ''
as $$
declare
  v_start numeric := extract(epoch from lower(p_slot) - timestamptz '2000-01-01 00:00:00+00') / 60;
  v_length numeric := extract(epoch from upper(p_slot) - lower(p_slot)) / 60;
begin
  if lower_inc(p_slot) and not upper_inc(p_slot)
    and v_start = trunc(v_start) and v_length = trunc(v_length)
    and v_length between 1 and 1440 and v_start between 0 and 66795839 then
    -- 26 bits of service, 26 bits of minutes since 2000 (until 2127), 11 bits of minutes: exact, so no two slots share a key.
    return (p_service_number::bigint << 37) | (v_start::bigint << 11) | v_length::bigint;
  end if;
  return null;
end;
$$;

comment on function app.slot_key(integer, tstzrange) is
  'The number that identifies exactly one (service, start, end); null unless the slot is half-open, in whole minutes, a day long at most and before 2127.';

create sequence app.claim_ids as bigint;

create table app.slot_claims (
  claim_id bigint not null default nextval('app.claim_ids'),
  organization_id uuid not null,
  practitioner_id uuid not null,
  kind text not null,
  service_number integer not null,
  slot tstzrange not null,
  blocked tstzrange not null,
  slot_key bigint not null generated always as (app.slot_key(service_number, slot)) stored,
  seat integer,
  capacity integer not null,
  overbooked boolean not null default false,
  occupant bigint not null,
  expires_at timestamptz,

  constraint slot_claims_pkey primary key (claim_id, organization_id),
  constraint slot_claims_name_a_practitioner foreign key (practitioner_id, organization_id)
  references app.practitioners (practitioner_id, organization_id) on delete restrict,
  constraint slot_claims_are_of_a_known_kind check (kind in ('hold', 'booking', 'practice_room', 'elsewhere')),
  constraint slot_claims_expire_only_as_holds check ((kind = 'hold') = (expires_at is not null)),
  constraint slot_claims_block_their_slot check (slot <@ blocked),
  constraint slot_claims_seats_are_within_capacity check (seat between 1 and capacity),
  constraint slot_claims_lack_a_seat_only_when_overbooked check ((seat is null) = overbooked),
  -- The promise.  Different slots of one practitioner never overlap, buffers included.
  constraint slot_claims_never_overlap exclude using gist (
    organization_id with =, practitioner_id with =, slot_key with <>, occupant with <>, blocked with &&
  ) where (not overbooked),
  -- The promise, for seats.  One slot never exceeds its seats.
  constraint slot_claims_seat_once unique (organization_id, practitioner_id, slot_key, seat)
) with (fillfactor = 85);

comment on table app.slot_claims is
  'No code path goes round its two constraints.  A deliberate double booking is a claim with overbooked set: it has no seat and stands'
  ' outside both, and only a verb that checks the permission and is audited sets it.  Locks: app.lock_practitioner, then this table.';
comment on column app.slot_claims.kind is 'elsewhere: the practitioner is at another organization then, of which nothing is known here.';
comment on column app.slot_claims.slot is 'What the client gets: [start, end) in whole minutes; anything else has no slot_key, and so no place here.';
comment on column app.slot_claims.blocked is 'The slot with the service''s buffers around it.';
comment on column app.slot_claims.occupant is
  'Who occupies the time: the claim itself, but a hold that is to move a booking has the occupant of that booking, whose present time it may overlap.';
comment on column app.slot_claims.expires_at is
  'When a hold lapses.  Not indexed on purpose: confirming clears it, and so stays a heap-only update that no index notices.';

create index slot_claims_overbooked_by_span on app.slot_claims using gist (practitioner_id, blocked) where (overbooked);

alter table app.slot_claims enable row level security;
