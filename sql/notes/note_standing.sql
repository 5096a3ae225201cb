-- note_standing: what the caller may do with the notes on one booking.
--
-- Room:   notes
-- Reads:  app.bookings, app.practitioners, app.members
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.note_standing(p_booking_id uuid, out booking app.bookings, out party text, out reads_private boolean, out writes boolean)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_own boolean;
  v_manages boolean;
  v_supervises boolean;
begin
  perform app.sign_in_required();
  select b.* into booking from app.bookings as b where b.booking_id = p_booking_id;
  v_own := booking.practitioner_id = any (private.my_practitioner_ids('sessions:read'));
  v_manages := booking.organization_id = any (private.organizations_where('sessions:manage'));
  v_supervises := booking.practitioner_id = any (private.supervised_practitioner_ids(true));
  party := case
    when v_own then 'practitioner'
    when v_manages then 'admin'
    when v_supervises then 'supervisor'
    when booking.client_id = any (private.my_client_ids()) then 'client'
  end;
  if party is null then
    if booking.booking_id is not null and app.standing(booking.organization_id, null) <> 'public' then
      perform app.fail('not_allowed', 'This booking is with another practitioner.', 'Ask that practitioner or an admin.');
    end if;
    perform app.fail('not_found', format('No booking %s that you may see.', p_booking_id), 'Check which account you are signed in with.');
  end if;
  reads_private := v_own or v_supervises or (v_manages and booking.organization_id = any (private.organizations_where('notes:read')));
  writes := case party
    when 'supervisor' then false
    when 'practitioner' then booking.practitioner_id = any (private.my_practitioner_ids('notes:write'))
    when 'admin' then booking.organization_id = any (private.organizations_where('notes:write'))
    else true
  end;
end;
$$;

comment on function private.note_standing(uuid) is
  'The booking; the caller''s party: practitioner, admin, supervisor or client; and whether private notes may be read, and notes be written.  The same as the policies say, for verbs.'
  '  Definer: who is asked about may not be the caller''s to read.';

create function app.may_read_note(p_note app.notes, p_reads_private boolean)
returns boolean
language sql
stable
security invoker
return case when p_note.signed_at is null then p_note.author_id = (select auth.uid()) else p_note.visibility = 'shared' or p_reads_private end;

comment on function app.may_read_note(app.notes, boolean) is 'Whether somebody with a standing on the booking may read this note: a draft is its author''s alone.';
