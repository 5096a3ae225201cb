-- client_of_member: for whom a member books: somebody known, or somebody whose details are typed.
--
-- Room:   bookings
-- Reads:  app.bookings, app.clients, app.client_assignments
-- Raises: PT400 invalid_argument, PT404 not_found, PT422 consent_required
create function app.client_of_member(p_client jsonb, p_organization_id uuid, p_practitioner_id uuid, p_default_time_zone text)
returns app.client_details
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_known app.clients;
  v_details app.client_details;
begin
  if coalesce(p_client ->> 'client_id', '') = '' then
    return app.client_details(p_client, p_default_time_zone);
  end if;
  if p_client ->> 'client_id' !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    perform app.fail('invalid_argument', 'client_id is not the id of a client.', 'Choose the client from your list, or leave it out.');
  end if;
  select c.* into v_known from app.clients as c
  where (c.client_id, c.organization_id) = ((p_client ->> 'client_id')::uuid, p_organization_id) and c.archived_at is null
    and app.is_my_client(c, p_practitioner_id);
  if not found then
    perform app.fail('not_found', 'No such active client of yours.', 'Choose the client from your list, or type their details.');
  end if;
  -- What is typed is for this booking; what is left out, is as the organization knows it.
  v_details := app.client_details(
    jsonb_build_object('name', v_known.name, 'email', v_known.email, 'phone', v_known.phone, 'time_zone', v_known.time_zone, 'locale', v_known.locale)
    || jsonb_strip_nulls(p_client - 'client_id'), p_default_time_zone
  );
  v_details.client_id := v_known.client_id;
  return v_details;
end;
$$;

comment on function app.client_of_member(jsonb, uuid, uuid, text) is
  'As app.client_details, for a member who books with the practitioner; {client_id} names a client whom the caller may see, with or without an account, and then the details may be'
  ' left out, but not the consent.';

create function app.is_my_client(p_client app.clients, p_practitioner_id uuid)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select p_client.organization_id = any (private.organizations_where('clients:manage'))
    or p_client.organization_id = any (private.organizations_where('view_clients')) and (
      exists (
        select from app.client_assignments as a
        where (a.client_id, a.organization_id, a.practitioner_id) = (p_client.client_id, p_client.organization_id, p_practitioner_id) and a.ended_at is null
      )
      or exists (
        select from app.bookings as b
        where (b.client_id, b.organization_id, b.practitioner_id) = (p_client.client_id, p_client.organization_id, p_practitioner_id)
      )
    );
$$;

comment on function app.is_my_client(app.clients, uuid) is
  'Whether a caller who books with the practitioner may see this client: as api.clients decides it.';
