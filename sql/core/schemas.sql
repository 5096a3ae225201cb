-- schemas: who may see what, by exposure.
--
-- Room: core
-- Owns: schemas api, app, private
create extension if not exists btree_gist with schema extensions;

create schema api;
create schema app;
create schema private;

comment on schema api is 'The contract: views (security_invoker) and functions.  The only schema the Data API exposes.';
comment on schema app is 'Tables, constraints, triggers, policies and internal functions.  Not exposed.';
comment on schema private is 'SECURITY DEFINER functions and nothing else; the first statement of each authorises its caller.  Not exposed.';

-- Nothing to PUBLIC: a function is callable only by those its own file names.
alter default privileges revoke execute on functions from public;

grant usage on schema api, app, private to anon, authenticated, service_role;
