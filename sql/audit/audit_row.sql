-- audit_row: the audit trigger of tables that are written through views.
--
-- Room:   audit
-- Writes: app.audit_log
-- Definer, since those who may change a setting may not write the log.
create function private.audit_row()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - 'token_hash' end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - 'token_hash' end;
  v_row jsonb := coalesce(v_after, v_before);
  v_verb text := case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end;
begin
  if v_before is distinct from v_after then
    perform app.record((v_row ->> 'organization_id')::uuid, tg_argv[0] || '.' || v_verb, v_row ->> tg_argv[1], v_before, v_after);
  end if;
  return null;
end;
$$;

comment on function private.audit_row() is
  'Trigger.  Arguments: the entity''s word, and the column that identifies it.  Records created, changed or deleted with the row before and after.';
