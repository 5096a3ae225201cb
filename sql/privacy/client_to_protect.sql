-- client_to_protect: the client whom an admin exports, erases or puts on hold.
--
-- Room:   privacy
-- Reads:  app.bookings, app.clients, app.members
-- Locks:  the bookings, then the client
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

create function app.lock_bookings_of(p_client_id uuid)
returns void
language sql
volatile
security invoker
set search_path = ''
as $$
  select from app.bookings as b
  where b.client_id = p_client_id and b.organization_id = any (private.organizations_where('privacy:manage'))
  order by b.starts_at, b.booking_id
  for update;
$$;

comment on function app.lock_bookings_of(uuid) is
  'Locks a client''s bookings, as far as the caller may erase them, before the client as whoever changes them does; meanwhile nobody writes a note on them.';
