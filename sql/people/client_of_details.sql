-- client_of_details: the row of clients for whoever books.
--
-- Room:   people
-- Reads:  app.clients
-- Writes: app.clients
create function app.client_of_details(p_organization_id uuid, p_details app.client_details, p_user_id uuid)
returns uuid
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_client_id uuid;
begin
  -- An account knows its own client; otherwise the address does.
  if p_user_id is not null then
    select c.client_id into v_client_id
    from app.clients as c
    where (c.user_id, c.organization_id) = (p_user_id, p_organization_id) and c.archived_at is null;
    if found then
      return v_client_id;
    end if;
  end if;

  select c.client_id into v_client_id
  from app.clients as c
  where (c.organization_id, c.email) = (p_organization_id, p_details.email) and c.archived_at is null;
  if not found then
    insert into app.clients as c (organization_id, name, email, phone, time_zone, locale)
    values (p_organization_id, p_details.name, p_details.email, p_details.phone, p_details.time_zone, p_details.locale)
    on conflict (organization_id, email) where archived_at is null do update set email = excluded.email
    returning c.client_id into v_client_id;
  end if;

  -- Only an address that Auth vouches for ties the row, and what was booked under it, to the account.
  if p_user_id is not null and p_details.email = app.signed_in_email() then
    update app.clients as c set user_id = p_user_id where c.client_id = v_client_id and c.user_id is null;
  end if;
  return v_client_id;
end;
$$;

comment on function app.client_of_details(uuid, app.client_details, uuid) is
  'The id of the active client with this account or address, made if absent.  An existing row keeps its own name, phone and zone.'
  '  p_user_id: the account that books for itself, or null.';
