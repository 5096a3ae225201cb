-- What auth-schema.mjs leaves to do: Supabase's own definitions of who is calling, and who may ask.
--
-- Supabase reads either `request.jwt.claim.sub` or `request.jwt.claims ->> 'sub'`; so a SQL test sets one variable.
create or replace function auth.uid()
returns uuid
language sql
stable
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid;
$$;

create or replace function auth.role()
returns text
language sql
stable
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  );
$$;

create or replace function auth.email()
returns text
language sql
stable
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  );
$$;

grant usage on schema auth to anon, authenticated, service_role, authenticator;
grant execute on all functions in schema auth to anon, authenticated, service_role, authenticator;
-- The Data API process is the Auth server too: it keeps users and sessions.
grant select, insert, update, delete on all tables in schema auth to authenticator;
