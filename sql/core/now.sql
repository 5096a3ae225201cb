-- now: the only reader of the clock.
--
-- Room: core
create function app.now()
returns timestamptz
language sql
stable
security invoker
return pg_catalog.now();

comment on function app.now() is
  'The instant at which the transaction began.  Everything that needs the time asks here, so that a test can set it.';
grant execute on function app.now() to anon, authenticated, service_role;
