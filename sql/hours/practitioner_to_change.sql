-- practitioner_to_change: whose hours the caller may change.
--
-- Room:   hours
-- Reads:  app.practitioners, app.members, app.role_permissions
-- Locks:  the practitioner
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.practitioner_to_change(p_practitioner_id uuid)
returns app.practitioners
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners := app.practitioner_seen(p_practitioner_id);
begin
  if p_practitioner_id <> all (private.my_practitioner_ids('availability:write'))
    and v_practitioner.organization_id <> all (private.organizations_where('sessions:manage')) then
    perform app.fail('not_allowed', 'Only the practitioner and admins change these hours.', 'Ask one of them.');
  end if;
  perform app.lock_practitioner(p_practitioner_id);
  return v_practitioner;
end;
$$;

comment on function private.practitioner_to_change(uuid) is
  'The practitioner, locked, whose hours the caller may change, as the policies of the views say.  Definer: the verbs behind it write past those policies.';
