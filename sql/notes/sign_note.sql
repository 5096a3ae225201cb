-- sign_note: a draft becomes final, and others read it.
--
-- Room:   notes
-- Caller: its author
-- Reads:  app.bookings, app.notes
-- Writes: app.audit_log, app.idempotency_keys, app.notes, app.notifications, app.outbox_events
-- Locks:  the note, the idempotency key
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 changed_meanwhile, PT422 idempotency_mismatch
create function private.sign_note(p_note_id uuid, p_expected_version integer, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_note app.notes := private.note_to_change(p_note_id);
  v_arguments constant jsonb := jsonb_build_array(p_note_id, p_expected_version);
  v_answer jsonb := app.recall_answer('sign_note', p_key, v_arguments);
begin
  if v_answer is not null then
    return v_answer;
  end if;
  -- What is signed is what was read.
  perform app.check_note_version(v_note, p_expected_version);
  -- Asking twice is no error.
  if v_note.signed_at is null then
    update app.notes as n set signed_at = app.now() where n.note_id = p_note_id returning n.* into v_note;
  end if;
  return app.remember_answer(
    'sign_note', p_key, v_arguments, jsonb_build_object('note_id', v_note.note_id, 'version', v_note.version, 'signed_at', v_note.signed_at)
  );
end;
$$;

comment on function private.sign_note(uuid, integer, text) is 'Definer: notes are no role''s to write.  See api.sign_note.';
grant execute on function private.sign_note(uuid, integer, text) to authenticated;

create function api.sign_note(note_id uuid, expected_version integer, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.sign_note(sign_note.note_id, sign_note.expected_version, sign_note.idempotency_key);
$$;

comment on function api.sign_note(uuid, integer, text) is
  'Signs the caller''s draft in the version that was read, and returns {note_id, version, signed_at}.  Nothing changes it afterwards.  Safe to repeat.';
grant execute on function api.sign_note(uuid, integer, text) to authenticated;
