-- approve_join_request: somebody who asked works here from now on.
--
-- Room:   staff
-- Caller: a member with members:write
-- Reads:  app.practitioners, app.specialties
-- Writes: app.audit_log, app.idempotency_keys, app.join_requests, app.members, app.outbox_events, app.practitioner_specialties, app.practitioners
-- Locks:  the idempotency key, the organization, the request
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition, PT422 idempotency_mismatch
create function private.approve_join_request(p_request_id uuid, p_role text, p_key text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_arguments constant jsonb := jsonb_build_array(p_request_id, p_role);
  v_answer jsonb := app.recall_answer('approve_join_request', p_key, v_arguments);
  v_request app.join_requests;
  v_member app.members;
begin
  if v_answer is not null then
    return v_answer;
  end if;
  v_request := private.join_request_to_answer(p_request_id, 'approved');
  if p_role is null or p_role not in ('practitioner', 'admin') then
    perform app.fail('invalid_argument', 'A member is a practitioner or an admin.', 'Choose one of the two.');
  end if;
  if v_request.status = 'open' then
    v_request := app.end_join_request(v_request, 'approved', null);
    insert into app.members as m (organization_id, user_id, role, email, display_name)
    values (v_request.organization_id, v_request.user_id, p_role, v_request.email, v_request.display_name)
    on conflict (user_id, organization_id) do nothing;
    insert into app.practitioner_specialties (practitioner_id, specialty_id, organization_id)
    select p.practitioner_id, s.specialty_id, p.organization_id
    from app.members as m
    join app.practitioners as p on (p.member_id, p.organization_id) = (m.member_id, m.organization_id)
    join app.specialties as s on s.organization_id = p.organization_id and s.specialty_id = any (v_request.specialty_ids)
    where (m.user_id, m.organization_id) = (v_request.user_id, v_request.organization_id)
    on conflict do nothing;
    insert into app.outbox_events (organization_id, topic, recipient, subject_id, data)
    values (v_request.organization_id, 'join.approved', 'invitee', p_request_id, '{}');
  end if;
  select * into v_member from app.members as m where (m.user_id, m.organization_id) = (v_request.user_id, v_request.organization_id);
  return app.remember_answer(
    'approve_join_request', p_key, v_arguments, app.join_request_answer(v_request) || jsonb_build_object('member_id', v_member.member_id, 'role', v_member.role)
  );
end;
$$;

comment on function private.approve_join_request(uuid, text, text) is 'Definer: members and requests are no role''s to write; private.join_request_to_answer authorises.';
grant execute on function private.approve_join_request(uuid, text, text) to authenticated;

create function api.approve_join_request(request_id uuid, role text default 'practitioner', idempotency_key text default null)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  select private.approve_join_request(approve_join_request.request_id, approve_join_request.role, approve_join_request.idempotency_key);
$$;

comment on function api.approve_join_request(uuid, text, text) is
  'Makes the applicant a member, a practitioner with an unpublished profile to complete, which has the specialties asked for; the applicant is told.  Returns {request_id,'
  ' organization_id, status, member_id, role}.  Safe to repeat.';
grant execute on function api.approve_join_request(uuid, text, text) to authenticated;
