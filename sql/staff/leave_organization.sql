-- leave_organization: somebody does not work here any more.
--
-- Room:   staff
-- Caller: any member, about themselves
-- Reads:  app.bookings, app.members, app.organizations, app.practitioners
-- Writes: app.audit_log, app.idempotency_keys, app.members, app.practitioners
-- Locks:  the idempotency key, the organization, the practitioner
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT404 not_found, PT409 illegal_transition, PT409 rule_in_use, PT422 idempotency_mismatch
create function private.leave_organization(p_organization_id uuid, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments constant jsonb := jsonb_build_array(p_organization_id);
  v_answer jsonb := app.recall_answer('leave_organization', p_key, v_arguments);
  v_member app.members;
  v_practitioner app.practitioners;
  v_bookings text;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  perform from app.members as m where (m.organization_id, m.user_id) = (p_organization_id, v_user_id) and m.suspended_at is null;
  if not found then
    perform app.fail('not_found', format('No organization %s that you work in.', p_organization_id), 'Check which account you are signed in with.');
  end if;
  -- As for every change of who works here: two admins who leave at the same moment must not both succeed.
  perform from app.organizations as o where o.organization_id = p_organization_id for no key update;
  select * into v_member from app.members as m where (m.organization_id, m.user_id) = (p_organization_id, v_user_id);
  perform app.other_admin_required(v_member);
  select * into v_practitioner from app.practitioners as p where (p.member_id, p.organization_id) = (v_member.member_id, p_organization_id);
  if v_practitioner.practitioner_id is not null then
    -- Whoever is just booking is waited for.
    perform app.lock_practitioner(v_practitioner.practitioner_id);
    select string_agg(format('%s on %s', b.reference, to_char(b.starts_at at time zone v_practitioner.time_zone, 'YYYY-MM-DD HH24:MI')), ', ' order by b.starts_at)
    into v_bookings
    from app.bookings as b
    where (b.practitioner_id, b.organization_id) = (v_practitioner.practitioner_id, p_organization_id)
      and b.ends_at > app.now() and b.status in ('pending', 'confirmed', 'rescheduled');
  end if;
  if v_bookings is not null then
    perform app.fail('rule_in_use', format('You have appointments to come: %s.', v_bookings), 'Hand your clients over to a colleague, or cancel these first.');
  end if;
  update app.members as m set suspended_at = app.now() where (m.member_id, m.organization_id) = (v_member.member_id, p_organization_id);
  return app.remember_answer('leave_organization', p_key, v_arguments, jsonb_build_object('organization_id', p_organization_id, 'member_id', v_member.member_id));
end;
$$;

comment on function private.leave_organization(uuid, text) is 'Definer: members are no role''s to write.  Speaks of the caller only.';
grant execute on function private.leave_organization(uuid, text) to authenticated;

create function api.leave_organization(organization_id uuid, idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.leave_organization(leave_organization.organization_id, leave_organization.idempotency_key);
$$;

comment on function api.leave_organization(uuid, text) is
  'Ends one''s own membership as suspend_member would: the account may do nothing there any more, the profile is hidden, and an admin can let the member back in.  Refused to the'
  ' last active admin, and while there are appointments to come, which it names.  Returns {organization_id, member_id}.';
grant execute on function api.leave_organization(uuid, text) to authenticated;
