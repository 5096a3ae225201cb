-- client_to_read: whose profile and bookings the caller may ask for (CP-12.1, CP-12.6, CP-12.7).
--
-- Room:   bookings
-- Reads:  app.clients, app.client_assignments, app.bookings
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function private.client_to_read(p_client_id uuid)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user_id uuid := app.sign_in_required();
  v_client app.clients;
  v_own uuid[];
begin
  select c.* into v_client from app.clients as c where c.client_id = p_client_id;
  if v_client.user_id = v_user_id or v_client.organization_id = any (private.organizations_where('clients:manage')) then
    return;
  end if;
  if v_client.organization_id = any (private.organizations_where('view_clients')) then
    v_own := private.readable_practitioner_ids();
    if exists (
      select from app.client_assignments as a
      where (a.client_id, a.organization_id) = (p_client_id, v_client.organization_id) and a.ended_at is null and a.practitioner_id = any (v_own)
    ) or exists (
      select from app.bookings as b
      where (b.client_id, b.organization_id) = (p_client_id, v_client.organization_id) and b.practitioner_id = any (v_own)
    ) then
      return;
    end if;
  end if;
  perform private.fail_unseen(v_client.organization_id, 'client', p_client_id);
end;
$$;

comment on function private.client_to_read(uuid) is
  'Raises unless the caller is the client, cares for or supervises the care of the client, or has clients:manage: the policies of clients, with an answer for those'
  ' whom they keep out.  Definer: who is asked about may not be the caller''s to read.';
grant execute on function private.client_to_read(uuid) to authenticated;
