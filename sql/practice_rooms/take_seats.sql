-- take_seats: all who are in a room take their places, or move them with it.
--
-- Room:   practice_rooms
-- Reads:  app.calendar_connections, app.members, app.organizations, app.practice_seats, app.practitioners
-- Writes: app.audit_log, app.next_slots, app.practice_seats, app.slot_claims
-- Locks:  the practitioners, then the people, each in one order
-- Raises: PT403 not_allowed, PT409 client_busy, PT409 slot_taken
create function app.profiles_of(p_organization_id uuid, p_user_id uuid)
returns setof app.practitioners
language sql
stable
security invoker
set search_path = ''
as $$
  select p.*
  from app.members as m
  join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id)
  where m.user_id = p_user_id and (m.organization_id = p_organization_id or m.suspended_at is null and p.archived_at is null);
$$;

comment on function app.profiles_of(uuid, uuid) is 'The account''s profiles: that in the organization, and those in others in which it works at present.';

create function app.lock_parties(p_organization_id uuid, p_user_ids uuid[])
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select app.lock_practitioners(array(
    select p.practitioner_id from unnest(p_user_ids) as u (user_id) cross join lateral app.profiles_of(p_organization_id, u.user_id) as p
  ));
$$;

comment on function app.lock_parties(uuid, uuid[]) is
  'The profiles of those who are, or will be, in a room or a slot, before its row: whoever leaves has the own profile''s lock and then wants the rooms.';

create function app.take_seats(p_room app.practice_rooms)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
begin
  perform app.calendar_required(p_room.organization_id);
  perform app.lock_parties(p_room.organization_id, array[p_room.host_id, p_room.guest_id]);
  perform app.lock_people(array[p_room.host_id, p_room.guest_id]);
  perform app.take_seat(p_room, 'host', p_room.host_id);
  if p_room.guest_id is not null then
    perform app.take_seat(p_room, 'guest', p_room.guest_id);
  end if;
end;
$$;

create function app.take_seat(p_room app.practice_rooms, p_party text, p_user_id uuid)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_seat app.practice_seats;
  v_profile app.practitioners;
begin
  select s.* into v_seat from app.practice_seats as s
  where (s.room_id, s.party, s.organization_id) = (p_room.room_id, p_party, p_room.organization_id);
  if v_seat.span = tstzrange(p_room.starts_at, p_room.ends_at) then
    return; -- Already there.
  end if;
  v_seat.room_id := p_room.room_id;
  v_seat.organization_id := p_room.organization_id;
  v_seat.party := p_party;
  v_seat.user_id := p_user_id;
  v_seat.span := tstzrange(p_room.starts_at, p_room.ends_at);
  perform app.check_person_is_free(p_user_id, v_seat.span);
  delete from app.slot_claims as c where c.claim_id = any (v_seat.claims_elsewhere) and c.kind = 'elsewhere';
  v_seat.claims_elsewhere := '{}';
  for v_profile in select p.* from app.profiles_of(p_room.organization_id, p_user_id) as p order by p.practitioner_id loop
    if v_profile.organization_id = p_room.organization_id then
      v_seat.claim_id := app.take_seat_time(v_seat, v_profile, v_seat.claim_id);
    else
      v_seat.claims_elsewhere := v_seat.claims_elsewhere || app.take_seat_time(v_seat, v_profile, null);
    end if;
  end loop;
  insert into app.practice_seats values (v_seat.*)
  on conflict on constraint practice_seats_pkey do update set span = excluded.span, claim_id = excluded.claim_id, claims_elsewhere = excluded.claims_elsewhere;
exception when exclusion_violation then
  perform app.fail_somewhere_else(p_user_id);
end;
$$;

comment on function app.take_seat(app.practice_rooms, text, uuid) is 'One party''s place at the room''s time: the account''s, and that of each of its profiles, in whichever organization.';
comment on function app.take_seats(app.practice_rooms) is
  'Host and guest are in the room at its time, or PT409 slot_taken (the time of a profile) or client_busy (the person).'
  '  To members without the calendar that their organization requires: PT403 not_allowed.  The caller has the room''s row.';
