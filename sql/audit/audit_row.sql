-- audit_row: the audit trigger of tables that are written through views.
--
-- Room:   audit
-- Writes: app.audit_log
-- Definer, since those who may change a setting may not write the log.
create function app.with_digest(p_row jsonb, p_field text)
returns jsonb
language sql
immutable
security invoker
return case
  when p_row ->> p_field is null then p_row
  else p_row || jsonb_build_object(p_field, 'sha256:' || encode(sha256(convert_to(p_row ->> p_field, 'UTF8')), 'hex'))
end;

comment on function app.with_digest(jsonb, text) is 'The row with a digest in place of the value of p_field, if it has one.';

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
  -- What is large is known again by its digest.
  if tg_nargs > 2 then
    v_before := app.with_digest(v_before, tg_argv[2]);
    v_after := app.with_digest(v_after, tg_argv[2]);
  end if;
  if v_before is distinct from v_after then
    perform app.record((v_row ->> 'organization_id')::uuid, tg_argv[0] || '.' || v_verb, v_row ->> tg_argv[1], v_before, v_after);
  end if;
  return null;
end;
$$;

comment on function private.audit_row() is
  'Trigger.  Arguments: the entity''s word, the column that identifies it, and optionally one of which only a digest is kept.  Records created, changed or deleted with the row before and after.';
