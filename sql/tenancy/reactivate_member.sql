-- reactivate_member: a suspended member may work again.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.members, app.idempotency_keys, app.audit_log
-- Locks:  the idempotency key, the organization
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT422 idempotency_mismatch
create function private.reactivate_member(p_member_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_member_id);
  v_answer jsonb := app.recall_answer('reactivate_member', p_key, v_arguments);
  v_member app.members;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_member := private.member_to_change(p_member_id);
  if v_member.suspended_at is not null then
    update app.members as m
    set suspended_at = null
    where (m.member_id, m.organization_id) = (p_member_id, v_member.organization_id)
    returning * into v_member;
  end if;
  return app.remember_answer('reactivate_member', p_key, v_arguments, app.member_answer(v_member));
end;
$$;

comment on function private.reactivate_member(uuid, text) is 'Definer: members are no role''s to write.  See api.reactivate_member.';
grant execute on function private.reactivate_member(uuid, text) to authenticated;

create function api.reactivate_member(member_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.reactivate_member(reactivate_member.member_id, reactivate_member.idempotency_key);
$$;

comment on function api.reactivate_member(uuid, text) is
  'Ends a member''s suspension; the profile stays hidden until it is published again.  Returns {member_id, organization_id, role, suspended_at}.  Safe to repeat.';
grant execute on function api.reactivate_member(uuid, text) to authenticated;
