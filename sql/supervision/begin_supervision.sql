-- begin_supervision: a member may read a practitioner's bookings, and notes if so decided.
--
-- Room:   supervision
-- Caller: a member with members:write
-- Reads:  app.members, app.practitioners
-- Writes: app.audit_log, app.idempotency_keys, app.supervisions
-- Locks:  the idempotency key, the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function app.supervision_answer(p_supervision app.supervisions)
returns jsonb
language sql
immutable
security invoker
return to_jsonb(p_supervision);

comment on function app.supervision_answer(app.supervisions) is
  '{supervision_id, organization_id, supervisor_id, practitioner_id, may_read_notes, since, ended_at}.';

create function private.begin_supervision(p_supervisor_id uuid, p_practitioner_id uuid, p_may_read_notes boolean, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_supervisor_id, p_practitioner_id, p_may_read_notes);
  v_answer jsonb := app.recall_answer('begin_supervision', p_key, v_arguments);
  v_supervisor app.members;
  v_practitioner app.practitioners;
  v_supervision app.supervisions;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  select p.* into v_practitioner
  from app.practitioners as p
  where p.practitioner_id = p_practitioner_id and p.archived_at is null and p.organization_id = any (private.organizations_where('members:read'));
  select m.* into v_supervisor
  from app.members as m
  where (m.member_id, m.organization_id) = (p_supervisor_id, v_practitioner.organization_id) and m.suspended_at is null;
  if v_supervisor.member_id is null then
    perform app.fail('not_found', 'No such active member and practitioner in your organization.', 'Choose both from your lists.');
  end if;
  perform private.permission_required(v_practitioner.organization_id, 'members:write');
  if v_practitioner.member_id = p_supervisor_id then
    perform app.fail('invalid_argument', 'Nobody supervises themselves.', 'Choose another supervisor.');
  end if;

  perform app.lock_practitioner(p_practitioner_id);
  select s.* into v_supervision
  from app.supervisions as s
  where (s.supervisor_id, s.practitioner_id) = (p_supervisor_id, p_practitioner_id) and s.ended_at is null;
  -- Asking twice is no error: the second call finds the state already reached.
  if v_supervision.supervision_id is null or v_supervision.may_read_notes <> p_may_read_notes then
    update app.supervisions as s set ended_at = greatest(s.since, app.now()) where s.supervision_id = v_supervision.supervision_id;
    insert into app.supervisions (organization_id, supervisor_id, practitioner_id, may_read_notes)
    values (v_practitioner.organization_id, p_supervisor_id, p_practitioner_id, p_may_read_notes)
    returning * into v_supervision;
  end if;
  return app.remember_answer('begin_supervision', p_key, v_arguments, app.supervision_answer(v_supervision));
end;
$$;

comment on function private.begin_supervision(uuid, uuid, boolean, text) is 'Definer: supervisions are no role''s to write.  See api.begin_supervision.';
grant execute on function private.begin_supervision(uuid, uuid, boolean, text) to authenticated;

create function api.begin_supervision(supervisor_id uuid, practitioner_id uuid, may_read_notes boolean default false, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.begin_supervision(
    begin_supervision.supervisor_id, begin_supervision.practitioner_id, coalesce(begin_supervision.may_read_notes, false), begin_supervision.idempotency_key
  );
$$;

comment on function api.begin_supervision(uuid, uuid, boolean, text) is
  'Lets a member read the bookings and clients of a practitioner of the same organization, and the notes if may_read_notes; asked again with another'
  ' may_read_notes, it ends the one and begins the other.  Returns {supervision_id, organization_id, supervisor_id, practitioner_id, may_read_notes, since, ended_at}.'
  '  Safe to repeat.';
grant execute on function api.begin_supervision(uuid, uuid, boolean, text) to authenticated;
