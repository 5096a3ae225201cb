-- member_to_change: one member, for an admin, while nobody else changes who works in the organization.
--
-- Room:   tenancy
-- Reads:  app.members, app.organizations, app.role_permissions
-- Locks:  the organization
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function private.member_to_change(p_member_id uuid)
returns app.members
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_member app.members;
begin
  perform app.sign_in_required();
  select * into v_member from app.members as m where m.member_id = p_member_id;
  if v_member.member_id is null or v_member.organization_id <> all (private.organizations_where('members:read')) then
    perform app.fail('not_found', format('No member %s that you may see.', p_member_id), 'Check which account you are signed in with.');
  end if;
  perform private.permission_required(v_member.organization_id, 'members:write');
  perform from app.organizations as o where o.organization_id = v_member.organization_id for no key update;
  -- Again: whoever had the lock before may have suspended the caller.
  perform private.permission_required(v_member.organization_id, 'members:write');
  select * into v_member from app.members as m where m.member_id = p_member_id;
  return v_member;
end;
$$;

comment on function private.member_to_change(uuid) is
  'The member, if the caller has members:write in the organization, which is locked: two admins who suspend each other at the same moment must not both succeed.'
  '  Definer: members are no role''s to write.';

create function app.other_admin_required(p_member app.members)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  if p_member.role = 'admin' and p_member.suspended_at is null and not exists (
    select from app.members as m
    where m.organization_id = p_member.organization_id and m.member_id <> p_member.member_id and m.role = 'admin' and m.suspended_at is null
  ) then
    perform app.fail('illegal_transition', 'This is the last active admin of the organization.', 'Make somebody else an admin first.');
  end if;
end;
$$;

comment on function app.other_admin_required(app.members) is 'Raises when the organization would be left without an active admin.  The caller has locked the organization.';

create function app.member_answer(p_member app.members)
returns jsonb
language sql
immutable
security invoker
return jsonb_build_object(
  'member_id', p_member.member_id, 'organization_id', p_member.organization_id, 'role', p_member.role, 'suspended_at', p_member.suspended_at
);

comment on function app.member_answer(app.members) is '{member_id, organization_id, role, suspended_at}.';
