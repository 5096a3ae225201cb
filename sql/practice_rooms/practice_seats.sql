-- practice_seats: where host and guest are meanwhile, so that neither is anywhere else.
--
-- Room:   practice_rooms
-- Owns:   app.practice_seats
-- Writes: app.audit_log, app.next_slots, app.practice_seats, app.slot_claims
create table app.practice_seats (
  room_id uuid not null,
  organization_id uuid not null,
  party text not null,
  user_id uuid not null,
  span tstzrange not null,
  claim_id bigint,
  claims_elsewhere bigint[] not null default '{}',

  constraint practice_seats_pkey primary key (room_id, party, organization_id),
  constraint practice_seats_are_in_a_room foreign key (room_id, organization_id)
  references app.practice_rooms (room_id, organization_id) on delete cascade,
  constraint practice_seats_may_have_a_claim foreign key (claim_id, organization_id)
  references app.slot_claims (claim_id, organization_id) on delete restrict,
  constraint practice_seats_are_of_host_and_guest check (party in ('host', 'guest')),
  -- The promise.  Nobody is in two practice rooms at once, whichever organizations they are of.
  constraint practice_seats_person_is_in_one_place exclude using gist (user_id with =, span with &&)
);

comment on table app.practice_seats is
  'One for the host from the beginning, who waits there; one for the guest.  Across organizations on purpose: a person has one body.  That clients'' bookings keep away'
  ' from them, and they from those, is seen to under app.lock_people.';
comment on column app.practice_seats.span is 'Empty: there was something to come, and it will not be.';
comment on column app.practice_seats.claim_id is 'The time of the party''s own profile in the organization, where there is one: bookings keep away by app.slot_claims.';

comment on column app.practice_seats.claims_elsewhere is
  'The same of the party''s profiles in other organizations, whose claims of kind elsewhere say nothing of the room.  No foreign key ties one tenant''s row to another''s.';

create index practice_seats_by_claim on app.practice_seats (claim_id) where claim_id is not null;

alter table app.practice_seats enable row level security;

create function app.lock_people(p_user_ids uuid[])
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_id uuid;
begin
  for v_id in select distinct i from unnest(p_user_ids) as i where i is not null order by i loop
    perform pg_advisory_xact_lock(hashtextextended('person ' || v_id, 2));
  end loop;
end;
$$;

comment on function app.lock_people(uuid[]) is
  'One at a time for where an account is, in one order, after the practitioners'' locks.  What a constraint cannot say, since it stands in two tables, is said under this.';

create function app.leave_seats(p_room app.practice_rooms)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_claims constant bigint[] := array(
    select unnest(s.claim_id || s.claims_elsewhere) from app.practice_seats as s
    where (s.room_id, s.organization_id) = (p_room.room_id, p_room.organization_id)
  );
begin
  update app.practice_seats as s set span = 'empty', claim_id = null, claims_elsewhere = '{}'
  where (s.room_id, s.organization_id) = (p_room.room_id, p_room.organization_id);
  delete from app.slot_claims as c where c.claim_id = any (v_claims) and c.kind in ('practice_room', 'elsewhere');
end;
$$;

comment on function app.leave_seats(app.practice_rooms) is
  'Both are free again, their profiles, too.  The seats go with the room; where it stays for its rounds, they say whose those are.';
