-- new_note: the first version of a draft.
--
-- Room:   notes
-- Reads:  app.bookings, app.members, app.notes, app.practitioners
-- Writes: app.audit_log, app.notes
-- Locks:  the booking
-- Raises: PT400 invalid_argument, PT403 not_allowed, PT404 not_found, PT409 changed_meanwhile
create function app.new_note(p_note app.notes, p_standing record)
returns app.notes
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_booking app.bookings := p_standing.booking;
  v_note app.notes := p_note;
  v_original app.notes;
begin
  if not p_standing.writes then
    perform app.fail('not_allowed', 'You may read these notes, not write any.', 'Ask an admin of your organization.');
  end if;
  if p_note.addendum_to is not null then
    select n.* into v_original from app.notes as n where (n.note_id, n.booking_id) = (p_note.addendum_to, v_booking.booking_id);
    if v_original.note_id is null or not app.may_read_note(v_original, p_standing.reads_private) then
      perform app.fail('not_found', format('No note %s that you may see.', p_note.addendum_to), 'An addendum belongs to a note on the same booking.');
    end if;
    if v_original.signed_at is null or v_original.addendum_to is not null or v_original.visibility <> p_note.visibility then
      perform app.fail('invalid_argument', 'An addendum is added to a signed note, and read by whoever reads that.', 'Add to the note itself, with its visibility.');
    end if;
  end if;
  -- One at a time, so that they can be counted.
  perform from app.bookings as b where b.booking_id = v_booking.booking_id for no key update;
  -- Its answer was lost on the way, and more was written since: as with two windows, the writer chooses.
  select n.* into v_original from app.notes as n where (n.note_id, n.booking_id, n.author_id) = (p_note.note_id, v_booking.booking_id, auth.uid());
  if found then
    perform app.check_note_version(v_original, 0);
  end if;
  if (select count(*) from app.notes as n where n.booking_id = v_booking.booking_id) >= 200
    or exists (select from app.notes as n where n.note_id = p_note.note_id) then
    perform app.fail('invalid_argument', 'A booking has up to 200 notes, each with an id of its own.', 'Add to what is there, or choose a fresh UUID.');
  end if;
  v_note.organization_id := v_booking.organization_id;
  v_note.booking_id := v_booking.booking_id;
  v_note.author_id := auth.uid();
  v_note.author_role := p_standing.party;
  v_note.author_name := case p_standing.party
    when 'practitioner' then (select p.display_name from app.practitioners as p where p.practitioner_id = v_booking.practitioner_id)
    when 'client' then v_booking.client_name
    else (select m.display_name from app.members as m where (m.organization_id, m.user_id) = (v_booking.organization_id, auth.uid()))
  end;
  v_note.version := 1;
  v_note.created_at := app.now();
  v_note.updated_at := app.now();
  insert into app.notes values (v_note.*) returning * into v_note;
  return v_note;
end;
$$;

comment on function app.new_note(app.notes, record) is 'Writes a draft of the caller''s for the first time.  p_standing: of private.note_standing, which has let the caller pass.';
