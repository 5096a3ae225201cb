-- my_client_ids: the clients that the signed-in user is.
--
-- Room:  people
-- Reads: app.clients
create function private.my_client_ids()
returns uuid[]
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(c.client_id), '{}')
    from app.clients as c
    where c.user_id = (select auth.uid())
      and c.archived_at is null
  );
end;
$$;

comment on function private.my_client_ids() is 'One per organization that the user is a client of.  Definer, since policies ask it; speaks of the caller only.';
grant execute on function private.my_client_ids() to authenticated, service_role;
