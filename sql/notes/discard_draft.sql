-- discard_draft: a draft is thrown away.
--
-- Room:   notes
-- Caller: its author
-- Reads:  app.bookings, app.notes
-- Writes: app.audit_log, app.idempotency_keys, app.notes
-- Locks:  the idempotency key, the note
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.discard_draft(p_note_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments constant jsonb := jsonb_build_array(p_note_id);
  v_answer jsonb;
  v_note app.notes;
begin
  perform app.sign_in_required();
  -- The answers are each caller's own, and say nothing but that it is gone.
  v_answer := app.recall_answer('discard_draft', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  v_note := private.note_to_change(p_note_id);
  if v_note.signed_at is not null then
    perform app.fail('illegal_transition', 'A signed note stays as it is.', 'Write an addendum.');
  end if;
  delete from app.notes as n where n.note_id = p_note_id;
  return app.remember_answer('discard_draft', p_key, v_arguments, jsonb_build_object('note_id', p_note_id));
end;
$$;

comment on function private.discard_draft(uuid, text) is 'Definer: notes are no role''s to write.  See api.discard_draft.';
grant execute on function private.discard_draft(uuid, text) to authenticated;

create function api.discard_draft(note_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.discard_draft(discard_draft.note_id, discard_draft.idempotency_key);
$$;

comment on function api.discard_draft(uuid, text) is 'Deletes the caller''s draft and returns {note_id}.  That there was one stays in the audit log.';
grant execute on function api.discard_draft(uuid, text) to authenticated;
