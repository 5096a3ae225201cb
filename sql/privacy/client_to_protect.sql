-- client_to_protect: the client whom an admin exports, erases or puts on hold.
--
-- Room:   privacy
-- Reads:  app.clients, app.members
-- Raises: PT401 not_signed_in, PT403 not_allowed, PT404 not_found
create function app.client_to_protect(p_client_id uuid)
returns app.clients
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_client app.clients;
begin
  perform app.sign_in_required();
  select c.* into v_client from app.clients as c
  where c.client_id = p_client_id and c.organization_id = any (private.organizations_where('members:read'))
  for no key update;
  if not found then
    perform app.fail('not_found', format('No client %s in your organization.', p_client_id), 'Check the link, and which account you are signed in with.');
  end if;
  perform private.permission_required(v_client.organization_id, 'privacy:manage');
  return v_client;
end;
$$;

comment on function app.client_to_protect(uuid) is
  'The client''s row, locked as for a booking, if the caller has privacy:manage where the client is one.  Archived ones too.';
