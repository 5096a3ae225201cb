-- booking_of_party: one booking, and what its caller is to it, for those who may change it.
--
-- Room:   bookings
-- Reads:  app.bookings, app.practitioners, app.clients, app.members
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.booking_of_party(p_booking_id uuid, out booking app.bookings, out party text)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_member_id uuid;
begin
  select b.* into booking from app.bookings as b where b.booking_id = p_booking_id;
  select p.member_id into v_member_id from app.practitioners as p where p.practitioner_id = booking.practitioner_id;
  -- The strongest standing counts: who works there and is the client too may still do the work.
  if booking.booking_id is not null then
    party := app.party(booking.organization_id, v_member_id);
    if party is distinct from 'admin' and party is distinct from 'practitioner'
      and exists (select from app.clients as c where c.client_id = booking.client_id and c.user_id = v_user_id) then
      party := 'client';
    end if;
  end if;
  if party is null then
    perform app.fail('not_found', format('No booking %s that you may see.', p_booking_id), 'Check which account you are signed in with.');
  end if;
  if party = 'member' then
    perform app.fail('not_allowed', 'Only its practitioner, if the role includes “sessions:write”, and admins change this booking.', 'Ask one of them.');
  end if;
end;
$$;

comment on function private.booking_of_party(uuid) is
  'The booking, not locked, and the caller''s party: admin, practitioner or client.  To a stranger it does not exist.'
  '  Definer: who is asked about may not be the caller''s to read.';
