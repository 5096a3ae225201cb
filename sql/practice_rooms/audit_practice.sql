-- audit_practice: who practised with whom and when is audited; what was said and called is not.
--
-- Room:   practice_rooms
-- Writes: app.audit_log
create function private.audit_practice()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_words text[] := array['host_name', 'guest_name', 'title', 'case_brief', 'transcript', 'assessment', 'updated_at'];
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
begin
  if v_before is distinct from v_after then
    perform app.record(
      (coalesce(v_after, v_before) ->> 'organization_id')::uuid, tg_argv[0] || '.' || case tg_op
        when 'INSERT' then 'created' when 'DELETE' then 'deleted' else 'changed'
      end, coalesce(v_after, v_before) ->> tg_argv[1], v_before - v_words, v_after - v_words
    );
  end if;
  return null;
end;
$$;

comment on function private.audit_practice() is
  'Trigger.  Arguments: the entity''s word, and the column that identifies it.  Ids, times and states only: names and words go with the row when somebody is erased.'
  '  Definer, since no caller may write the log.';

create trigger _900_audit after insert or update or delete on app.practice_rooms
for each row execute function private.audit_practice('practice_room', 'room_id');
create trigger _900_audit after insert or update or delete on app.practice_rounds
for each row execute function private.audit_practice('practice_round', 'round_id');
create trigger _900_audit after insert or update or delete on app.room_slots
for each row execute function private.audit_practice('room_slot', 'slot_id');
