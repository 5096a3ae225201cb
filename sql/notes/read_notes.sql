-- read_notes: the notes on a booking as ciphertext, and an audit entry for each.
--
-- Room:   notes
-- Caller: the practitioner, admins, supervisors, the signed-in client; the edge decrypts for them
-- Reads:  app.bookings, app.notes
-- Writes: app.audit_log, app.rate_limits
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT429 too_many_requests
create function private.read_notes(p_booking_id uuid, p_note_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_standing record := private.note_standing(p_booking_id);
  v_note app.notes;
  v_notes jsonb := '[]';
begin
  -- A person reads; a stolen session that copies everything is stopped, and seen in the log.
  perform app.limit_rate('notes read by ' || auth.uid(), 120);
  for v_note in
    select n.* from app.notes as n
    where (n.booking_id, n.organization_id) = (p_booking_id, (v_standing.booking).organization_id)
      and (p_note_id is null or n.note_id = p_note_id)
      and app.may_read_note(n, v_standing.reads_private)
    order by n.created_at, n.note_id
  loop
    perform app.record(
      v_note.organization_id, 'note.read', v_note.note_id::text, null, app.note_facts(v_note) || jsonb_build_object('as', v_standing.party)
    );
    v_notes := v_notes || jsonb_build_array(jsonb_build_object(
      'note_id', v_note.note_id, 'version', v_note.version, 'visibility', v_note.visibility, 'addendum_to', v_note.addendum_to,
      'key_id', v_note.key_id, 'sealed', translate(encode(v_note.sealed, 'base64'), E'\n', '')
    ));
  end loop;
  return jsonb_build_object('organization_id', (v_standing.booking).organization_id, 'booking_id', p_booking_id, 'notes', v_notes);
end;
$$;

comment on function private.read_notes(uuid, uuid) is 'Definer: what is sealed is no role''s to read.  See api.read_notes.';
grant execute on function private.read_notes(uuid, uuid) to authenticated;

create function api.read_notes(booking_id uuid, note_id uuid default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.read_notes(read_notes.booking_id, read_notes.note_id);
$$;

comment on function api.read_notes(uuid, uuid) is
  'The notes on a booking that the caller may read, or one of them: {organization_id, booking_id, notes: [{note_id, version, visibility, addendum_to, key_id, sealed}]},'
  ' oldest first.  Each is entered into the audit log as read by the caller.  The edge''s GET /notes calls it, and decrypts.';
grant execute on function api.read_notes(uuid, uuid) to authenticated;
