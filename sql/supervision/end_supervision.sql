-- end_supervision: a supervisor reads no more.
--
-- Room:   supervision
-- Caller: a member with members:write
-- Reads:  app.members
-- Writes: app.audit_log, app.idempotency_keys, app.supervisions
-- Locks:  the idempotency key, the supervision
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.end_supervision(p_supervision_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_supervision_id);
  v_answer jsonb := app.recall_answer('end_supervision', p_key, v_arguments);
  v_supervision app.supervisions;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select s.* into v_supervision
  from app.supervisions as s
  where s.supervision_id = p_supervision_id and s.organization_id = any (private.organizations_where('members:read'));
  if not found then
    perform app.fail('not_found', format('No supervision %s that you may see.', p_supervision_id), 'Check which account you are signed in with.');
  end if;
  perform private.permission_required(v_supervision.organization_id, 'members:write');
  -- Asking twice is no error: the second call finds the state already reached.
  update app.supervisions as s
  set ended_at = greatest(s.since, app.now())
  where s.supervision_id = p_supervision_id and s.ended_at is null;
  select s.* into v_supervision from app.supervisions as s where s.supervision_id = p_supervision_id;
  return app.remember_answer('end_supervision', p_key, v_arguments, app.supervision_answer(v_supervision));
end;
$$;

comment on function private.end_supervision(uuid, text) is 'Definer: supervisions are no role''s to write.  See api.end_supervision.';
grant execute on function private.end_supervision(uuid, text) to authenticated;

create function api.end_supervision(supervision_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.end_supervision(end_supervision.supervision_id, end_supervision.idempotency_key);
$$;

comment on function api.end_supervision(uuid, text) is
  'Ends a supervision at once; it stays as history.  Returns {supervision_id, organization_id, supervisor_id, practitioner_id, may_read_notes, since, ended_at}.'
  '  Safe to repeat.';
grant execute on function api.end_supervision(uuid, text) to authenticated;
