-- resend_invitation: a new mail with a new link, good for seven days; the old link opens nothing any more.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.invitations, app.outbox_events, app.idempotency_keys, app.audit_log
-- Locks:  the idempotency key, the invitation
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.resend_invitation(p_invitation_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments jsonb := jsonb_build_array(p_invitation_id);
  v_answer jsonb := app.recall_answer('resend_invitation', p_key, v_arguments);
  v_invitation app.invitations;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_invitation := private.invitation_to_change(p_invitation_id);
  if v_invitation.revoked_at is not null then
    perform app.fail('illegal_transition', 'The invitation was withdrawn.', 'Invite the person anew.');
  end if;
  update app.invitations as i
  set token_hash = null, expires_at = app.now() + interval '7 days'
  where (i.invitation_id, i.organization_id) = (p_invitation_id, v_invitation.organization_id)
  returning * into v_invitation;
  perform app.drop_invitation_mail(p_invitation_id, 'The invitation is sent anew.');
  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  values (v_invitation.organization_id, 'member.invited', 'invitee', p_invitation_id, '{}');
  return app.remember_answer(
    'resend_invitation', p_key, v_arguments,
    jsonb_build_object('invitation_id', p_invitation_id, 'email', v_invitation.email, 'expires_at', v_invitation.expires_at)
  );
end;
$$;

comment on function private.resend_invitation(uuid, text) is 'Definer: invitations are no role''s to write.  See api.resend_invitation.';
grant execute on function private.resend_invitation(uuid, text) to authenticated;

create function api.resend_invitation(invitation_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.resend_invitation(resend_invitation.invitation_id, resend_invitation.idempotency_key);
$$;

comment on function api.resend_invitation(uuid, text) is
  'Sends an invitation once more, expired ones too: the worker mails a new one-time link, and the old one is void at once.  Returns {invitation_id, email, expires_at}.';
grant execute on function api.resend_invitation(uuid, text) to authenticated;
