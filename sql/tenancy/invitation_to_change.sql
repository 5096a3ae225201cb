-- invitation_to_change: one invitation, locked for an admin.
--
-- Room:   tenancy
-- Reads:  app.invitations, app.members, app.role_permissions
-- Locks:  the invitation
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function private.invitation_to_change(p_invitation_id uuid)
returns app.invitations
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_invitation app.invitations;
begin
  perform app.sign_in_required();
  select * into v_invitation from app.invitations as i where i.invitation_id = p_invitation_id;
  if v_invitation.invitation_id is null or v_invitation.organization_id <> all (private.organizations_where('members:read')) then
    perform app.fail('not_found', format('No invitation %s that you may see.', p_invitation_id), 'Check which account you are signed in with.');
  end if;
  perform private.permission_required(v_invitation.organization_id, 'members:write');
  select * into v_invitation from app.invitations as i where i.invitation_id = p_invitation_id for no key update;
  if v_invitation.accepted_at is not null then
    perform app.fail('illegal_transition', 'The invitation was accepted; whoever it was for is a member now.', 'Change or suspend the member instead.');
  end if;
  return v_invitation;
end;
$$;

comment on function private.invitation_to_change(uuid) is
  'The invitation, locked and not accepted, if the caller has members:write in its organization.  Definer: invitations are no role''s to write.';
