-- Where a Supabase project keeps its extensions.
create schema if not exists extensions;
grant usage on schema extensions to anon, authenticated, service_role;
