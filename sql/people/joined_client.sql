-- joined_client: the client that an account is, made or found.
--
-- Room:   people
-- Reads:  app.clients
-- Writes: app.audit_log, app.client_assignments, app.clients
create function app.confirmed_email()
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select lower(u.email) from auth.users as u where u.id = auth.uid() and u.email_confirmed_at is not null and app.is_email(u.email);
$$;

comment on function app.confirmed_email() is
  'The caller''s address, where Auth calls it confirmed.  A project whose Auth demands no confirmation calls every address so: see app.proven_email.';

create function app.proven_email()
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select lower(u.email) from auth.users as u
  where u.id = auth.uid() and app.is_email(u.email)
    -- Without a mail that was answered, an address is what somebody typed: Auth sets email_confirmed_at by itself where it demands no confirmation.
    and u.confirmation_sent_at <= u.email_confirmed_at;
$$;

comment on function app.proven_email() is
  'The caller''s address, if a mail to it was answered: only then may it open what was booked under it without an account.';

create function app.adopt_client(p_organization_id uuid, p_email text, p_user_id uuid)
returns uuid
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_client_id uuid;
begin
  update app.clients as c
  set user_id = p_user_id
  where (c.organization_id, c.email) = (p_organization_id, p_email) and c.user_id is null and c.archived_at is null
  returning c.client_id into v_client_id;
  return v_client_id;
exception when unique_violation then
  -- The account became a client at this moment.
  return null;
end;
$$;

comment on function app.adopt_client(uuid, text, uuid) is
  'What an address was a client with is the account''s from now on, with all that hangs on it; null: nothing was, or the account is a client already.  p_email: app.proven_email(), and nothing else.';

create function app.joined_client(p_organization_id uuid, p_details app.client_details, p_user_id uuid)
returns uuid
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_client_id uuid := app.known_client(p_organization_id, p_details.email, p_user_id);
begin
  if v_client_id is null and app.proven_email() = p_details.email then
    v_client_id := app.adopt_client(p_organization_id, p_details.email, p_user_id);
  end if;
  v_client_id := coalesce(v_client_id, app.client_of_details(p_organization_id, p_details, p_user_id));
  -- Who joins speaks for the own row, other than a visitor who types an address.
  update app.clients as c
  set name = p_details.name, phone = p_details.phone, time_zone = p_details.time_zone, locale = p_details.locale
  where (c.client_id, c.organization_id) = (v_client_id, p_organization_id)
    and (c.name, c.phone, c.time_zone, c.locale) is distinct from (p_details.name, p_details.phone, p_details.time_zone, p_details.locale);
  return v_client_id;
end;
$$;

comment on function app.joined_client(uuid, app.client_details, uuid) is
  'The account''s client in the organization: the one that it is, else the one that its proven address was, else a new one; with the details as given now.';
