-- The roles of every Supabase project.  Roles belong to the server, not to a database: made once, found afterwards.
do $$
begin
  if to_regrole('anon') is null then
    create role anon nologin noinherit;
  end if;
  if to_regrole('authenticated') is null then
    create role authenticated nologin noinherit;
  end if;
  if to_regrole('service_role') is null then
    create role service_role nologin noinherit bypassrls;
  end if;
  -- Whom the Data API signs in as.  It owns nothing, so it can neither grant nor alter; for each request it becomes one
  -- of the three.  It inherits, because the API reads the database's shape as itself and would see nothing otherwise.
  if to_regrole('authenticator') is null then
    create role authenticator login inherit;
  end if;
end;
$$;

grant anon, authenticated, service_role to authenticator;
