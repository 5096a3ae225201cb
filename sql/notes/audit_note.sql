-- audit_note: who wrote, signed and discarded which note, and never what it says.
--
-- Room:   notes
-- Writes: app.audit_log, app.notes
create function app.note_facts(p_note app.notes)
returns jsonb
language sql
stable
security invoker
return jsonb_strip_nulls(jsonb_build_object(
  'booking_id', p_note.booking_id, 'visibility', p_note.visibility, 'version', p_note.version, 'author_role', p_note.author_role,
  'addendum_to', p_note.addendum_to, 'signed_at', p_note.signed_at
));

comment on function app.note_facts(app.notes) is 'What the audit log may know of a note: no content, no ciphertext.';

create function app.audit_note()
returns trigger
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform app.record(
    coalesce(new.organization_id, old.organization_id),
    case
      when tg_op = 'INSERT' then 'note.created'
      when tg_op = 'DELETE' and old.signed_at is null then 'note.discarded'
      when tg_op = 'DELETE' then 'note.erased'
      when new.signed_at is distinct from old.signed_at then 'note.signed'
      else 'note.saved'
    end,
    coalesce(new.note_id, old.note_id)::text,
    case when tg_op <> 'INSERT' then app.note_facts(old) end,
    case when tg_op <> 'DELETE' then app.note_facts(new) end
  );
  return null;
end;
$$;

comment on function app.audit_note() is 'Trigger.  Actions: note.created, .saved, .signed, .discarded, .erased; before and after as app.note_facts has them.';
create trigger _900_audit after insert or update or delete on app.notes
for each row execute function app.audit_note();

create function app.erase_notes(p_client_id uuid, p_organization_id uuid)
returns integer
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_count integer;
begin
  perform set_config('app.erasing_notes', 'yes', true);
  delete from app.notes as n using app.bookings as b
  where (b.booking_id, b.organization_id) = (n.booking_id, n.organization_id)
    and (b.client_id, b.organization_id) = (p_client_id, p_organization_id);
  get diagnostics v_count = row_count;
  perform set_config('app.erasing_notes', '', true);
  return v_count;
end;
$$;

comment on function app.erase_notes(uuid, uuid) is
  'Deletes all notes about a client''s bookings, signed ones too, and says how many.  Internal: for verbs that have made sure that they may be erased.';
