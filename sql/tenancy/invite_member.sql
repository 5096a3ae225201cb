-- invite_member: ask somebody to join, by mail.
--
-- Room:   tenancy
-- Caller: a member with members:write
-- Writes: app.invitations, app.outbox_events, app.idempotency_keys, app.rate_limits, app.audit_log
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT422 idempotency_mismatch, PT429 too_many_requests
create function private.invite_member(p_organization_id uuid, p_email text, p_role text, p_display_name text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_arguments jsonb := jsonb_build_array(p_organization_id, p_email, p_role, p_display_name);
  v_answer jsonb;
  v_invitation app.invitations;
begin
  perform private.permission_required(p_organization_id, 'members:write');
  v_answer := app.recall_answer('invite_member', p_key, v_arguments);
  if v_answer is not null then
    return v_answer;
  end if;
  -- Each is a mail to an address that nobody has proved.
  perform app.limit_rate('invitations of ' || p_organization_id, 30);

  begin
    insert into app.invitations (organization_id, email, role, display_name)
    values (p_organization_id, lower(btrim(p_email)), p_role, btrim(p_display_name))
    returning * into v_invitation;
  exception when check_violation or not_null_violation then
    perform app.fail(
      'invalid_argument', 'An invitation needs an e-mail address, a name and a role: practitioner or admin.', 'Correct them and try again.'
    );
  end;

  insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
  values (p_organization_id, 'member.invited', 'invitee', v_invitation.invitation_id, '{}');

  return app.remember_answer(
    'invite_member', p_key, v_arguments,
    jsonb_build_object('invitation_id', v_invitation.invitation_id, 'email', v_invitation.email, 'expires_at', v_invitation.expires_at)
  );
end;
$$;

comment on function private.invite_member(uuid, text, text, text, text) is 'Definer: invitations are no role''s to write.  See api.invite_member.';
grant execute on function private.invite_member(uuid, text, text, text, text) to authenticated;

create function api.invite_member(organization_id uuid, email text, role text, display_name text, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.invite_member(
    invite_member.organization_id, invite_member.email, invite_member.role, invite_member.display_name, invite_member.idempotency_key
  );
$$;

comment on function api.invite_member(uuid, text, text, text, text) is
  'Invites a practitioner or admin; the worker mails a one-time link.  Returns {invitation_id, email, expires_at}.';
grant execute on function api.invite_member(uuid, text, text, text, text) to authenticated;
