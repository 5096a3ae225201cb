-- signed_in_email: the address of the caller's account.
--
-- Room: core
create function app.signed_in_email()
returns text
language sql
stable
security invoker
set search_path = ''
as $$
  select lower(coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  ));
$$;

comment on function app.signed_in_email() is
  'The e-mail address in the caller''s access token, lower case, or null.'
  '  Nothing is opened by it: an address proves who somebody is only while the project''s Auth demands confirmation.';
