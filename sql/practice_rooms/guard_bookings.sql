-- guard_bookings: nobody is booked as a client while practising.
--
-- Room:  practice_rooms
-- Reads: app.clients, app.practice_seats
-- Locks: the person
create function private.guard_practising_client()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := (select c.user_id from app.clients as c where (c.client_id, c.organization_id) = (new.client_id, new.organization_id));
begin
  if v_user_id is not null then
    -- Whoever takes a seat has this lock and looks at the bookings, so that one of the two sees the other.
    perform app.lock_people(array[v_user_id]);
    if exists (select from app.practice_seats as s where s.user_id = v_user_id and s.span && tstzrange(new.starts_at, new.ends_at)) then
      -- As bookings_client_is_in_one_place would: every verb knows what to make of it.
      raise exclusion_violation using message = 'The client is in a practice room at this time.', constraint = 'practice_seats_person_is_in_one_place';
    end if;
  end if;
  return new;
end;
$$;

comment on function private.guard_practising_client() is
  'Trigger: a client with an account is in no practice room meanwhile.  Definer, since seats are no role''s to read.';

create trigger _100_client_practises before insert on app.bookings
for each row when (new.status in ('pending', 'confirmed', 'rescheduled') and not new.client_may_overlap)
execute function private.guard_practising_client();
create trigger _100_moved_client_practises before update of starts_at, ends_at, client_id, client_may_overlap on app.bookings
for each row when (
  new.status in ('pending', 'confirmed', 'rescheduled') and not new.client_may_overlap
  and (new.starts_at, new.ends_at, new.client_id, new.client_may_overlap) is distinct from (old.starts_at, old.ends_at, old.client_id, old.client_may_overlap)
)
execute function private.guard_practising_client();
