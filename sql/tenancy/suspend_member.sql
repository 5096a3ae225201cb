-- suspend_member: somebody may do nothing here any more, and is not offered to clients.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.members, app.idempotency_keys, app.audit_log
-- Locks:  the idempotency key, the organization
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.suspend_member(p_member_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_member_id);
  v_answer jsonb := app.recall_answer('suspend_member', p_key, v_arguments);
  v_member app.members;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_member := private.member_to_change(p_member_id);
  -- Asking twice is no error: the second call finds the state already reached.
  if v_member.suspended_at is null then
    perform app.other_admin_required(v_member);
    update app.members as m
    set suspended_at = app.now()
    where (m.member_id, m.organization_id) = (p_member_id, v_member.organization_id)
    returning * into v_member;
  end if;
  return app.remember_answer('suspend_member', p_key, v_arguments, app.member_answer(v_member));
end;
$$;

comment on function private.suspend_member(uuid, text) is 'Definer: members are no role''s to write.  See api.suspend_member.';
grant execute on function private.suspend_member(uuid, text) to authenticated;

create function api.suspend_member(member_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.suspend_member(suspend_member.member_id, suspend_member.idempotency_key);
$$;

comment on function api.suspend_member(uuid, text) is
  'Suspends a member, not the last active admin: the account keeps nothing but what any stranger has, and the profile is no longer public; its bookings stay as they are.'
  '  Returns {member_id, organization_id, role, suspended_at}.  Safe to repeat.';
grant execute on function api.suspend_member(uuid, text) to authenticated;
