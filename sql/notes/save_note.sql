-- save_note: a draft, sealed by the edge, as far as it is written.
--
-- Room:   notes
-- Caller: the practitioner, an admin, the signed-in client; by the edge, which encrypts
-- Reads:  app.bookings, app.data_keys, app.notes
-- Writes: app.audit_log, app.idempotency_keys, app.notes, app.notifications, app.outbox_events
-- Locks:  the idempotency key, the note
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 changed_meanwhile, PT409 illegal_transition
--         PT422 idempotency_mismatch
create function private.save_note(p_booking_id uuid, p_note app.notes, p_sealed text, p_content_tag text, p_expected_version integer, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_standing record := private.note_standing(p_booking_id);
  -- Sealed anew, the same words are other bytes; the tag stays.
  v_arguments constant jsonb := jsonb_build_array(
    p_booking_id, p_note.note_id, p_note.visibility, p_note.addendum_to, p_expected_version, coalesce(p_content_tag, p_sealed)
  );
  v_answer jsonb := app.recall_answer('save_note', p_key, v_arguments);
  v_note app.notes := p_note;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_note.sealed := app.sealed_bytes(p_sealed, 30, 100000);
  if v_note.note_id is null or (v_note.visibility in ('private', 'shared')) is not true
    or not exists (select from app.data_keys as k where (k.key_id, k.organization_id) = (v_note.key_id, (v_standing.booking).organization_id)) then
    perform app.fail('invalid_argument', 'A note has an id, is private or shared, and is sealed by a data key of its organization.', 'Save notes by way of the edge.');
  end if;
  if v_note.visibility = 'private' and not v_standing.reads_private then
    perform app.fail('not_allowed', 'Private notes are for the practitioner and for admins who may read them.', 'Write a shared note.');
  end if;
  if coalesce(p_expected_version, 0) = 0 then
    v_note := app.new_note(v_note, v_standing);
  else
    v_note := private.note_to_change(p_note.note_id);
    if v_note.signed_at is not null then
      perform app.fail('illegal_transition', 'A signed note stays as it is.', 'Write an addendum.');
    end if;
    if (v_note.booking_id, v_note.addendum_to) is distinct from (p_booking_id, p_note.addendum_to) or (v_note.addendum_to is not null and v_note.visibility <> p_note.visibility) then
      perform app.fail('invalid_argument', 'A note stays with its booking, and an addendum with its note.', 'Write another note.');
    end if;
    perform app.check_note_version(v_note, p_expected_version);
    update app.notes as n
    set visibility = p_note.visibility, key_id = p_note.key_id, sealed = app.sealed_bytes(p_sealed, 30, 100000), version = n.version + 1, updated_at = app.now()
    where n.note_id = p_note.note_id
    returning n.* into v_note;
  end if;
  return app.remember_answer('save_note', p_key, v_arguments, jsonb_build_object('note_id', v_note.note_id, 'version', v_note.version, 'updated_at', v_note.updated_at));
end;
$$;

comment on function private.save_note(uuid, app.notes, text, text, integer, text) is 'Definer: notes are no role''s to write.  See api.save_note.';
grant execute on function private.save_note(uuid, app.notes, text, text, integer, text) to authenticated;

create function api.save_note(
  booking_id uuid, note_id uuid, key_id uuid, sealed text, content_tag text default null, visibility text default 'private', expected_version integer default 0,
  addendum_to uuid default null, idempotency_key text default null
)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.save_note(
    save_note.booking_id,
    row(save_note.note_id, null, null, save_note.addendum_to, save_note.visibility, null, null, null, null, save_note.key_id, null, null, null, null)::app.notes,
    save_note.sealed, save_note.content_tag, save_note.expected_version, save_note.idempotency_key
  );
$$;

comment on function api.save_note(uuid, uuid, uuid, text, text, text, integer, uuid, text) is
  'Saves a draft and returns {note_id, version, updated_at}.  expected_version: the one that was read, 0 for a new note; where another is found, 409 changed_meanwhile.'
  '  sealed and key_id come from the edge''s POST /notes, content_tag too: a keyed digest by which a repeated request is known, though it was sealed anew.';
grant execute on function api.save_note(uuid, uuid, uuid, text, text, text, integer, uuid, text) to authenticated;
