-- note_to_change: one draft, locked, for its author.
--
-- Room:   notes
-- Reads:  app.bookings, app.notes
-- Locks:  the note
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.note_to_change(p_note_id uuid)
returns app.notes
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_note app.notes;
  v_standing record;
  v_seen boolean := false;
begin
  select n.* into v_note from app.notes as n where n.note_id = p_note_id;
  if found then
    -- Whoever may no longer see the booking is refused here.
    v_standing := private.note_standing(v_note.booking_id);
    v_seen := app.may_read_note(v_note, v_standing.reads_private);
  end if;
  if v_seen and v_note.author_id <> v_user_id then
    perform app.fail('not_allowed', 'Somebody else wrote this note.', 'Write an addendum.');
  end if;
  if v_seen and not v_standing.writes then
    perform app.fail('not_allowed', 'You may read these notes, not write any.', 'Ask an admin of your organization.');
  end if;
  if v_seen then
    select n.* into v_note from app.notes as n where n.note_id = p_note_id for update;
  end if;
  if not v_seen or not found then
    perform app.fail('not_found', format('No note %s that you may see.', p_note_id), 'It may have been discarded in another window.');
  end if;
  return v_note;
end;
$$;

comment on function private.note_to_change(uuid) is
  'The note, locked, if the caller wrote it and may still write on its booking.  Definer: notes are changed by verbs only.';

create function app.check_note_version(p_note app.notes, p_expected_version integer)
returns void
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  if p_note.version is distinct from p_expected_version then
    perform app.fail_with_hint(
      'changed_meanwhile', 'The note was saved in another window meanwhile.', jsonb_build_object('note_id', p_note.note_id, 'version', p_note.version)
    );
  end if;
end;
$$;

comment on function app.check_note_version(app.notes, integer) is 'Raises PT409 changed_meanwhile with the version that there is, so that two windows lose nothing.';
