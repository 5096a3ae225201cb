-- practitioner_to_read: whose bookings the caller may read.
--
-- Room:   bookings
-- Reads:  app.practitioners, app.members, app.role_permissions
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.practitioner_to_read(p_practitioner_id uuid, p_supervised boolean default true)
returns app.practitioners
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_practitioner app.practitioners := app.practitioner_seen(p_practitioner_id);
begin
  if p_practitioner_id <> all (case when p_supervised then private.readable_practitioner_ids() else private.my_practitioner_ids('sessions:read') end)
    and v_practitioner.organization_id <> all (private.organizations_where('sessions:manage')) then
    perform app.fail('not_allowed', 'Only the practitioner, supervisors and admins see these bookings.', 'Ask one of them.');
  end if;
  return v_practitioner;
end;
$$;

comment on function private.practitioner_to_read(uuid, boolean) is
  'The practitioner, if the caller may read all bookings with them, as the policies of bookings and calendar_feeds say.  p_supervised: supervisors may.  Definer: the verbs behind it read and write past them.';
