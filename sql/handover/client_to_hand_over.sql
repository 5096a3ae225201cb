-- client_to_hand_over: a client, the practitioner who has the client now and the one to come, locked for an admin.
--
-- Room:   handover
-- Reads:  app.clients, app.practitioners, app.members, app.role_permissions
-- Locks:  both practitioners, the bookings, the client
-- Raises: PT400 invalid_argument, PT401 not_signed_in, PT403 not_allowed, PT404 not_found, PT409 illegal_transition
create function private.client_to_hand_over(p_client_id uuid, p_to uuid, out client app.clients, out from_practitioner_id uuid)
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform app.sign_in_required();
  select c.* into client from app.clients as c
  join app.practitioners as p on p.organization_id = c.organization_id
  where c.client_id = p_client_id and c.archived_at is null and p.practitioner_id = p_to and p.archived_at is null
    and c.organization_id = any (private.organizations_where('members:read'));
  if client.client_id is null then
    perform app.fail('not_found', 'No such active client and practitioner in your organization.', 'Choose both from your lists.');
  end if;
  perform private.permission_required(client.organization_id, 'clients:manage');
  perform private.permission_required(client.organization_id, 'sessions:manage');
  from_practitioner_id := app.present_practitioner(p_client_id, client.organization_id);
  if from_practitioner_id is null then
    perform app.fail('illegal_transition', 'Nobody cares for this client at present.', 'Assign a practitioner instead.');
  end if;
  if from_practitioner_id = p_to then
    perform app.fail('invalid_argument', 'This practitioner cares for the client already.', 'Choose another one.');
  end if;
  perform app.lock_practitioners(array[from_practitioner_id, p_to]);
  -- Bookings before their client, as for whoever moves one or ties it to an account.
  perform app.bookings_to_hand_over(p_client_id, from_practitioner_id);
  perform app.lock_client(p_client_id, client.organization_id);
  perform app.same_practitioner_required(from_practitioner_id, app.present_practitioner(p_client_id, client.organization_id));
end;
$$;

comment on function private.client_to_hand_over(uuid, uuid) is
  'For a caller with clients:manage and sessions:manage.  Both practitioners are locked, in the one order in which several ever are.  Definer: assignments are no role''s to write.';

create function app.present_practitioner(p_client_id uuid, p_organization_id uuid)
returns uuid
language sql
stable
security invoker
set search_path = ''
as $$
  select a.practitioner_id from app.client_assignments as a where (a.client_id, a.organization_id) = (p_client_id, p_organization_id) and a.ended_at is null;
$$;

comment on function app.present_practitioner(uuid, uuid) is 'Who cares for the client, or null.';

create function app.bookings_to_hand_over(p_client_id uuid, p_practitioner_id uuid)
returns setof app.bookings
language sql
volatile
security invoker
set search_path = ''
as $$
  select b.* from app.bookings as b
  where (b.client_id, b.practitioner_id) = (p_client_id, p_practitioner_id)
    and b.starts_at > app.now() and b.status in ('pending', 'confirmed', 'rescheduled')
  order by b.starts_at, b.booking_id
  for update;
$$;

comment on function app.bookings_to_hand_over(uuid, uuid) is 'The client''s live bookings to come with the practitioner, in order and locked.';
