-- change_display_name: how a member is called here.
--
-- Room:   tenancy
-- Caller: any member, about themselves
-- Writes: app.audit_log, app.idempotency_keys, app.members
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT422 idempotency_mismatch
create function private.change_display_name(p_organization_id uuid, p_display_name text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments constant jsonb := jsonb_build_array(p_organization_id, p_display_name);
  v_answer jsonb := app.recall_answer('change_display_name', p_key, v_arguments);
  v_display_name text := app.display_name(p_display_name);
  v_member app.members;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  if v_display_name is null then
    perform app.fail('invalid_argument', 'The name is missing.', 'Say how you are called.');
  end if;
  select * into v_member from app.members as m where (m.organization_id, m.user_id) = (p_organization_id, v_user_id) and m.suspended_at is null for no key update;
  if not found then
    perform app.fail('not_found', format('No organization %s that you work in.', p_organization_id), 'Check which account you are signed in with.');
  end if;
  if v_member.display_name <> v_display_name then
    update app.members as m set display_name = v_display_name where (m.member_id, m.organization_id) = (v_member.member_id, p_organization_id);
  end if;
  return app.remember_answer('change_display_name', p_key, v_arguments, jsonb_build_object('member_id', v_member.member_id, 'display_name', v_display_name));
end;
$$;

comment on function private.change_display_name(uuid, text, text) is 'Definer: members are no role''s to write.  Speaks of the caller only.';
grant execute on function private.change_display_name(uuid, text, text) to authenticated;

create function api.change_display_name(organization_id uuid, display_name text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.change_display_name(change_display_name.organization_id, change_display_name.display_name, change_display_name.idempotency_key);
$$;

comment on function api.change_display_name(uuid, text, text) is
  'What the caller''s colleagues call them in this organization; clients see the name on the practitioner''s profile, which is written there.  Returns {member_id, display_name}.'
  '  Safe to repeat.';
grant execute on function api.change_display_name(uuid, text, text) to authenticated;
