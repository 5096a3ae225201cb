-- client_of_details: the row of clients for whoever books.
--
-- Room:   people
-- Reads:  app.clients
-- Writes: app.clients, app.audit_log
create function app.known_client(p_organization_id uuid, p_email text, p_user_id uuid)
returns uuid
language plpgsql
stable
security invoker
set search_path = ''
as $$
begin
  -- An account has a client of its own; without one, the address stands for the client.  The two never meet here: an address that somebody signed up
  -- with, or typed, proves nothing, so it must not open what was booked under it before.
  if p_user_id is null then
    return (
      select c.client_id from app.clients as c
      where (c.organization_id, c.email) = (p_organization_id, p_email) and c.user_id is null and c.archived_at is null
    );
  end if;
  return (
    select c.client_id from app.clients as c
    where (c.user_id, c.organization_id) = (p_user_id, p_organization_id) and c.archived_at is null
  );
end;
$$;

comment on function app.known_client(uuid, text, uuid) is 'The active client of this account, or without an account of this address; null: there is none.';

create function app.client_of_details(p_organization_id uuid, p_details app.client_details, p_user_id uuid)
returns uuid
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_client_id uuid := app.known_client(p_organization_id, p_details.email, p_user_id);
begin
  if v_client_id is null then
    insert into app.clients as c (organization_id, user_id, name, email, phone, time_zone, locale)
    values (p_organization_id, p_user_id, p_details.name, p_details.email, p_details.phone, p_details.time_zone, p_details.locale)
    on conflict do nothing
    returning c.client_id into v_client_id;
  end if;
  -- Nothing returned: somebody else made it at the same moment.
  return coalesce(v_client_id, app.known_client(p_organization_id, p_details.email, p_user_id));
end;
$$;

create function app.lock_client(p_client_id uuid, p_organization_id uuid)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  perform from app.clients as c where (c.client_id, c.organization_id) = (p_client_id, p_organization_id) for no key update;
end;
$$;

comment on function app.lock_client(uuid, uuid) is
  'One at a time for a client''s bookings, after the practitioner''s lock: two that race through bookings_client_is_in_one_place might deadlock.';

comment on function app.client_of_details(uuid, app.client_details, uuid) is
  'The id of the active client with this account, or without any account and with this address; made if absent.  An existing row keeps its own name, phone and zone.'
  '  p_user_id: the account that books for itself, or null.';
