-- change_member_role: a member may do more here, or less.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.members, app.idempotency_keys, app.audit_log
-- Locks:  the idempotency key, the organization
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.change_member_role(p_member_id uuid, p_role text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_member_id, p_role);
  v_answer jsonb := app.recall_answer('change_member_role', p_key, v_arguments);
  v_member app.members;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_member := private.member_to_change(p_member_id);
  if p_role is null or p_role not in ('practitioner', 'admin') then
    perform app.fail('invalid_argument', 'A member is a practitioner or an admin.', 'Choose one of the two.');
  end if;
  -- Asking twice is no error: the second call finds the state already reached.
  if v_member.role <> p_role then
    perform app.other_admin_required(v_member);
    update app.members as m
    set role = p_role
    where (m.member_id, m.organization_id) = (p_member_id, v_member.organization_id)
    returning * into v_member;
  end if;
  return app.remember_answer('change_member_role', p_key, v_arguments, app.member_answer(v_member));
end;
$$;

comment on function private.change_member_role(uuid, text, text) is 'Definer: members are no role''s to write.  See api.change_member_role.';
grant execute on function private.change_member_role(uuid, text, text) to authenticated;

create function api.change_member_role(member_id uuid, role text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.change_member_role(change_member_role.member_id, change_member_role.role, change_member_role.idempotency_key);
$$;

comment on function api.change_member_role(uuid, text, text) is
  'Makes a member a practitioner, with a profile to complete if there is none, or an admin; not the last active admin a practitioner.'
  '  Returns {member_id, organization_id, role, suspended_at}.  Safe to repeat.';
grant execute on function api.change_member_role(uuid, text, text) to authenticated;
