-- accept_invitation: the one-time link becomes a membership.
--
-- Room:   tenancy
-- Caller: any signed-in user who has the token
-- Reads:  app.invitations, app.organizations
-- Writes: app.audit_log, app.idempotency_keys, app.invitations, app.members, app.rate_limits
-- Locks:  the idempotency key, the organization, the invitation
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT403 token_invalid, PT410 invitation_expired, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.accept_invitation(p_token text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_token);
  v_answer jsonb := app.recall_answer('accept_invitation', p_key, v_arguments);
  v_invitation app.invitations;
  v_member app.members;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform app.limit_rate('invitations tried by ' || v_user_id, 60);
  -- The organization first, as for every change of who works there: two links of one mailbox queue, and so does whoever approves a request of theirs.
  perform from app.organizations as o
  where o.organization_id = (select i.organization_id from app.invitations as i where i.token_hash = sha256(convert_to(p_token, 'UTF8')))
  for no key update;
  select * into v_invitation
  from app.invitations as i
  where i.token_hash = sha256(convert_to(p_token, 'UTF8'))
  for update;
  if not found then
    -- Returned, not raised: the count of wrong tokens must outlive the refusal.
    return app.fail_with_status('token_invalid', 'This invitation link is not valid.', 'Open the link from the newest mail, or ask for a new invitation.');
  end if;
  if v_invitation.accepted_at is not null or v_invitation.revoked_at is not null or v_invitation.expires_at <= app.now() then
    perform app.fail('invitation_expired', 'This invitation was used, withdrawn or is too old.', 'Ask for a new invitation.');
  end if;

  -- A second link in the same mailbox must not undo what was decided since.
  update app.invitations as i
  set accepted_at = case when i.invitation_id = v_invitation.invitation_id then app.now() end,
      revoked_at = case when i.invitation_id <> v_invitation.invitation_id then app.now() end
  where (i.organization_id, i.email) = (v_invitation.organization_id, v_invitation.email)
    and i.accepted_at is null and i.revoked_at is null;

  -- One who is a member already takes the invited role; an admin stays one, so that no organization loses its last.
  insert into app.members as m (organization_id, user_id, role, email, display_name)
  values (v_invitation.organization_id, v_user_id, v_invitation.role, v_invitation.email, v_invitation.display_name)
  on conflict (user_id, organization_id) do update
  set role = case when m.role = 'admin' then m.role else excluded.role end
  where m.suspended_at is null
  returning * into v_member;
  if v_member.member_id is null then
    perform app.fail('not_allowed', 'Your membership is suspended.', 'Ask an admin of the organization.');
  end if;

  return app.remember_answer('accept_invitation', p_key, v_arguments, jsonb_build_object(
    'member_id', v_member.member_id, 'organization_id', v_member.organization_id, 'role', v_member.role,
    'organization_name', (select o.name from app.organizations as o where o.organization_id = v_member.organization_id)
  ));
end;
$$;

comment on function private.accept_invitation(text, text) is 'Definer: members are no role''s to write.  See api.accept_invitation.';
grant execute on function private.accept_invitation(text, text) to authenticated;

create function api.accept_invitation(token text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.accept_invitation(accept_invitation.token, accept_invitation.idempotency_key);
$$;

comment on function api.accept_invitation(text, text) is
  'Joins the signed-in user to the organization that invited the holder of the token.  Returns {member_id, organization_id, organization_name, role}.';
grant execute on function api.accept_invitation(text, text) to authenticated;
