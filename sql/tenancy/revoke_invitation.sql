-- revoke_invitation: the link in the mail opens nothing any more.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.invitations, app.outbox_events, app.idempotency_keys, app.audit_log
-- Locks:  the idempotency key, the invitation
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.revoke_invitation(p_invitation_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_invitation_id);
  v_answer jsonb := app.recall_answer('revoke_invitation', p_key, v_arguments);
  v_invitation app.invitations;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_invitation := private.invitation_to_change(p_invitation_id);
  -- Asking twice is no error: the second call finds the state already reached.
  if v_invitation.revoked_at is null then
    update app.invitations as i
    set revoked_at = app.now()
    where (i.invitation_id, i.organization_id) = (p_invitation_id, v_invitation.organization_id)
    returning * into v_invitation;
    perform app.drop_invitation_mail(p_invitation_id, 'The invitation was withdrawn.');
  end if;
  return app.remember_answer(
    'revoke_invitation', p_key, v_arguments, jsonb_build_object('invitation_id', p_invitation_id, 'revoked_at', v_invitation.revoked_at)
  );
end;
$$;

comment on function private.revoke_invitation(uuid, text) is 'Definer: invitations are no role''s to write.  See api.revoke_invitation.';
grant execute on function private.revoke_invitation(uuid, text) to authenticated;

create function api.revoke_invitation(invitation_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.revoke_invitation(revoke_invitation.invitation_id, revoke_invitation.idempotency_key);
$$;

comment on function api.revoke_invitation(uuid, text) is
  'Withdraws an invitation that was not accepted; mail that is still queued is not sent.  Returns {invitation_id, revoked_at}.  Safe to repeat.';
grant execute on function api.revoke_invitation(uuid, text) to authenticated;
